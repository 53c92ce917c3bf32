"""Who is told what and why, and who is not and why not: pure, from news, people and the past."""
