"""English words and phrases by what they tell. Each list is read by one or two rules."""

from statusgen.lint.text import phrases, word_set

# Words that say what people notice.
EFFECTS = word_set("""
    error errors erroring fail fails failed failing failure failures slow slower slowly slowness slowdown slowed
    sluggish delay delays delayed late later unable cannot can't couldn't not no none nothing isn't aren't doesn't
    don't didn't won't wasn't unavailable unavailability unreachable unresponsive unusable inaccessible down downtime
    missing lost lose loses losing loss stuck timeout timeouts timing hang hangs hanging broken break breaks breaking
    empty blank wrong incorrect incorrectly invalid duplicate duplicated duplicates twice interrupted interruption
    interruptions outage outages offline blocked blocking stop stops stopped halted rejected rejecting refused denied
    latency latencies intermittent intermittently without crash crashes crashed crashing freeze freezes frozen
    disconnect disconnected disconnects disconnecting disconnections drop drops dropped dropping stale outdated
    incomplete trouble difficulty difficulties impaired limited lag lagging lags prevented preventing prevents lacking
    old older paused backlog backlogs queued hours spikes 500 500s 502 503 504 4xx 5xx 404 404s skipped overcharged
    disappeared vanish vanished hidden disabled logged inability never neither nor garbled corrupt corrupted only
    unexpected unexpectedly throttled expired inconsistent inaccurate suspended unsuccessful connectivity
""")

# Words that say that there is something, but not what.
VAGUE = word_set("""
    incident incidents issue issues problem problems disruption disruptions disrupted degraded degradation event
    investigating investigation investigate anomaly impact impacted affected instability unstable
""")

# Words that say what is being done.
REMEDIES = word_set("""
    fix fixes fixed fixing work works working worked roll rolling rolled rollback restore restored restoring restart
    restarted restarting repair repaired repairing deploy deploys deployed deploying deployment apply applied applying
    mitigate mitigated mitigating mitigation mitigations revert reverted reverting resolve resolved resolving
    resolution implement implemented implementing implementation undo undoing undone bring bringing switch switched
    switching scale scaled scaling recover recovered recovering recovery replace replaced replacing remove removed
    removing disable disabled redirect redirected rerouted rerouting patch patched patching test testing contact
    contacted add added adding steps remediate remediation remediating remediated correct corrected correcting rebuild
    rebuilding rebuilt increase increased increasing adjust adjusted adjusting update updating upgraded upgrading
    shift shifted shifting failed failing block blocked blocking clear clearing cleared stop stopped stopping process
    processing migrate migrated migrating move moved moves moving provision provisioning drain draining drained
    reprocess reprocessing healing improve improved improving improvement improvements reduce reduced reducing back
    catching catch taking take taken turned turning isolate isolated isolating address addressed addressing engaged
    escalated renewed renewing propagate propagating backfill backfilling throttling throttled solution action actions
    measures rerun rerunning hotfix bypass bypassing bypassed enabled enabling eta tracking processed reboot rebooting
    rebooted reset resetting sync syncing done doing handle handling wait waiting stabilize stabilized
""")

# Words that tell when, in a sentence about an update.
TIMES = word_set("""
    hour hours hourly minutes half noon midnight today tonight tomorrow morning afternoon evening daily day monday
    tuesday wednesday thursday friday saturday sunday week weekly one two
""")

# What tells people what to do.
ADVICE = phrases([
    "please", "can", "to change", "to avoid", "you may", "you should", "you could", "if you", "dial", "call",
    "alternatively", "alternative", "bypass", "mitigate by", "workaround", "workarounds", "work around",
    "work arounds", "no action", "should", "need to", "must", "try", "retry", "retrying", "retries", "rerun",
    "re run", "use", "using", "avoid", "refresh", "contact", "recommend", "recommended", "advise", "advised",
    "in the meantime", "meanwhile", "instead", "reach out", "do not", "don't", "can still", "able to", "reload",
    "restart", "re authenticate", "log out", "sign out", "consider", "visit", "see here", "ask", "wait",
    "nothing to do", "automatically", "will be delivered", "will be processed", "manually",
])  # fmt: skip

# All words of a last update that says no more than that it is over.
FORMULA = word_set("""
    this the that these incident issue issues problem problems outage disruption event it has have had been is are was
    were now resolved resolve fully completely closed close closing marking marked mark as fixed solved over and we
    thank thanks you for your patience understanding apologize apologise apologies any inconvenience caused may sorry
    our a an in of to at all status resolution update be being
""")

# What a last update says when nobody has looked.
HEDGES = phrases([
    "should be resolved", "should be fixed", "should be back", "should be working", "should be operating",
    "should be stable", "should be operational", "should be restored", "should be normal", "should be fine",
    "should be ok", "should be good", "should be available", "should be accessible", "should now", "should all be",
    "should no longer", "should be fully", "should be able to", "should work", "should have recovered",
    "should have returned", "appears to be resolved", "appears to be fixed", "appears to have", "appears resolved",
    "appear to be resolved", "appear to have", "seems to be resolved", "seems to be fixed", "seems to be working",
    "seems to have", "seem to be", "seems resolved", "hopefully", "we believe this is", "we believe the issue is",
    "we think this is", "probably fixed", "fingers crossed", "as far as we can tell",
])  # fmt: skip

# All words of an update that brings no news.
NO_NEWS = word_set("""
    we we're we've are is still continue continues continuing continued to investigate investigating investigation
    this the these that issue issues incident problem problems work working on it a fix resolve resolving resolution
    monitor monitoring update updates will we'll provide more further information info as soon possible available next
    our team teams engineers engineering and for of any situation status currently actively keep you posted thank your
    patience understanding apologize inconvenience looking into look no new news have yet at time moment be once know
    known shortly progress ongoing remains remain underway being investigated when
""")

# A term of engineers -> what to write instead.
JARGON = {
    "failover": "we switched to the standby",
    "failed over": "we switched to the standby",
    "failing over": "we are switching to the standby",
    "fail over": "switch to the standby",
    "5xx": "errors",
    "4xx": "refused requests",
    "p50": "the usual waiting time",
    "p95": "the waiting time of the slowest few",
    "p99": "the waiting time of the slowest few",
    "oom": "it ran out of memory",
    "oomkilled": "it ran out of memory",
    "k8s": "the system that runs our programs",
    "kubernetes": "the system that runs our programs",
    "pods": "the programs that run it",
    "shard": "a part of the data",
    "shards": "parts of the data",
    "sharding": "how the data is split",
    "replica": "a copy of the database",
    "replicas": "copies of the database",
    "replication lag": "copies of the data are behind",
    "ingress": "the way in from the internet",
    "egress": "the way out to the internet",
    "hotfix": "a quick repair",
    "bgp": "how networks find each other",
    "split brain": "two halves that disagree",
    "thundering herd": "too many requests at once",
    "backpressure": "it takes in less than comes",
    "rca": "an explanation of the cause",
    "slo": "what we promise",
    "mttr": "how long repairs take",
    "sev1": "grave",
    "sev 1": "grave",
    "deadlock": "two tasks wait for each other",
    "deadlocks": "tasks wait for each other",
    "daemon": "a program in the background",
    "cron": "what runs at fixed times",
    "cronjob": "a task that runs at fixed times",
    "mutex": "a lock",
    "garbage collection": "tidying up of memory",
    "load balancer": "what spreads requests over our machines",
    "load balancers": "what spreads requests over our machines",
    "reverse proxy": "the machine in front of it",
    "circuit breaker": "a safety switch",
    "hypervisor": "the machine that it runs on",
    "kernel panic": "the machine crashed",
    "idempotent": "may be repeated without harm",
    "regression": "a fault that a change brought",
    "cutover": "the switch to the new one",
    "db": "the database",
    "prod": "the live system",
    "canary deployment": "a trial on a few machines",
    "canary release": "a trial on a few machines",
}

BLAME = phrases([
    "human error", "operator error", "user error", "to blame", "fault of", "forgot to", "negligence", "incompetence",
    "careless", "carelessness", "sloppy", "an engineer accidentally", "an engineer mistakenly",
    "a developer accidentally", "a colleague accidentally", "by an engineer", "by a developer", "by a colleague",
    "by an employee", "by an administrator", "their mistake", "their fault", "made a mistake",
])  # fmt: skip

COMFORT = phrases([
    "should be fine", "should be ok", "should be okay", "should be good", "nothing to worry", "no need to worry",
    "don't worry", "do not worry", "no worries", "hopefully", "fingers crossed", "no big deal", "hiccup", "hiccups",
    "glitch", "glitches", "rest assured", "all good", "oops", "whoops", "asap", "as soon as possible",
])  # fmt: skip
