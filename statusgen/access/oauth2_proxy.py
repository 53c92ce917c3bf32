"""The configuration of oauth2-proxy, which answers nginx and Caddy who somebody is, and in which groups."""

from statusgen.access.listing import Listing
from statusgen.access.place import Place

_CONFIGURATION = """\
# Made by `statusgen access config oauth2-proxy`. Start it with `oauth2-proxy --config THIS-FILE`.
#
# Secrets are not in it. Give them in the environment of the service:
#   OAUTH2_PROXY_CLIENT_SECRET   of your identity provider
#   OAUTH2_PROXY_COOKIE_SECRET   32 random bytes: openssl rand -base64 32 | tr -- '+/' '-_'

# Yours: the identity provider, and the claim in which it names groups.
provider = "oidc"
oidc_issuer_url = "https://id.example.com/"
client_id = "statusgen"
oidc_groups_claim = "groups"
scope = "openid email profile groups"
redirect_url = "{scheme}://{host}/oauth2/callback"

# Nobody but the web server talks to it, which says where a request came from.
http_address = "{identity}"
reverse_proxy = true

# Answers with X-Auth-Request-Groups, which the web server compares.
set_xauthrequest = true

# Any account of the provider may log in: who is in none of these groups is refused here already.
email_domains = ["*"]
allowed_groups = [{groups}]

# It only answers who somebody is. Nothing stands behind it, and nothing goes without a login, whatever its address:
# leave every `skip_auth_...`, `api_routes` and `trusted_ips` out.
upstreams = ["static://404"]
skip_provider_button = true

# Groups are those of the login: who leaves one reads on until the session ends. It is not renewed by itself.
cookie_name = "{cookie}"
cookie_secure = {secure}
cookie_httponly = true
cookie_samesite = "lax"
cookie_expire = "8h"
cookie_refresh = "0s"

# Addresses that people open are not kept.
request_logging = false
"""


def oauth2_proxy(listing: Listing, place: Place) -> str:
    secure = listing.scheme == "https"
    groups = sorted({group for tree in listing.trees for group in tree.groups})
    return _CONFIGURATION.format(
        scheme=listing.scheme,
        host=listing.host,
        identity=place.identity,
        groups=", ".join(f'"{group}"' for group in groups),
        # A browser takes a cookie of this name only over TLS, and from this very host.
        cookie="__Host-statusgen" if secure else "statusgen",
        secure=str(secure).lower(),
    )
