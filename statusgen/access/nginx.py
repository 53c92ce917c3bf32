"""The configuration of nginx: `auth_request` asks who it is, and a map decides which folder is theirs."""

import re
from collections.abc import Iterator

from statusgen.access.listing import OWN_PAGE, Listing, Tree
from statusgen.access.place import LOGIN_STEPS, Place

# Nothing can ever be in it, and what is looked for there is missing like anything else that is missing.
_NOWHERE = "/dev/null/"
_HEAD = """\
# Made by `statusgen access config nginx`. Include it in nginx's http block; make it anew when audiences change.
#
# Deny by default: what is restricted lies in folders of its own, beside the one for everyone. Whoever asks below
# {restricted} is given the folder of that audience if the identity service says that they are in one of its groups,
# and a place where nothing is if it does not. So what is forbidden is missing: nobody can tell it from what never was.
"""
_SERVER = """\

server {{
{listen}

    # Nothing here changes anything. Said before anything is looked for: the same answer for what is not there.
    set $statusgen_method $request_method;{spared}
    if ($statusgen_method !~ ^(?:GET|HEAD)$) {{ return 405; }}

    # Addresses are compared in one form: decoded, without `//`, `/./` and `..`, and never without regard to case.
    merge_slashes on;
    absolute_redirect off;
    autoindex off;
    server_tokens off;
    index index.html;
    default_type application/octet-stream;

    # Sessions with many groups are long cookies.
    large_client_header_buffers 4 32k;
    proxy_buffer_size 32k;
    proxy_buffers 4 32k;

    # Not logged in, not allowed, no such page: one answer.
    error_page 401 403 404 =404 @missing;
    location @missing {{
        internal;
        add_header Cache-Control "private, no-store" always;
        root {root}/everyone;
        try_files /404.html =404;
    }}

    # Who is asking? Of what a client sends only its session gets to the identity service: no header in which it
    # says who it is (X-Auth-Request-Groups and its like), and no address by which a login could be left out.
    location = /.access/identity {{
        internal;
        proxy_pass http://{identity}/oauth2/auth;
        proxy_pass_request_body off;
        proxy_pass_request_headers off;
        proxy_set_header Host $host;
        proxy_set_header Cookie $http_cookie;
        proxy_set_header Authorization $http_authorization;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto {scheme};
        proxy_set_header Content-Length "";
        proxy_set_header Connection "";
        proxy_connect_timeout 5s;
        proxy_read_timeout 10s;
    }}

    # The only addresses at which someone who is not logged in meets the login: /oauth2/start?rd=<where to go then>.
{login}
    # For everyone.
    location {everyone} {{
        alias {root}/everyone/;
        add_header Cache-Control "public, max-age=60";
        add_header X-Content-Type-Options nosniff;
    }}
"""
_LOGIN = """\
    location = /oauth2/{step} {{
        proxy_pass http://{identity}/oauth2/{step};
        proxy_pass_request_headers off;
        proxy_set_header Host $host;
        proxy_set_header Cookie $http_cookie;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto {scheme};
        proxy_set_header Connection "";
        add_header Cache-Control "private, no-store" always;
    }}
"""
_ELSEWHERE = """\
    location / { return 404; }
"""
_RESTRICTED = """\

    # {whom}
    location ^~ {prefix} {{
        auth_request /.access/identity;
        auth_request_set $statusgen_groups $upstream_http_x_auth_request_groups;
        alias {folder};
        add_header Cache-Control "private, no-store" always;
        add_header X-Content-Type-Options nosniff;
    }}
"""
# What is refused here is in the log, with its address.
_SPARED = """
    if ($uri ~ "^{pattern}") {{ set $statusgen_method GET; }} # refused below, where no log is kept"""
_PRIVATE = """\

    # Pages of single people. Nobody is asked: the address is the secret. So it is kept out of the log, out of what
    # browsers tell other sites, and out of search engines; an address that nobody has been given is missing.
    location ^~ {prefix} {{
        access_log off;
        log_not_found off;
        error_page 401 403 404 =404 @unknown;
        if ($request_method !~ ^(?:GET|HEAD)$) {{ return 405; }}
        if ($uri !~ "^{pattern}{token}(?:/|$)") {{ return 404; }}
        alias {root}/{folder}/;
        add_header Cache-Control "private, no-store" always;
        add_header Referrer-Policy no-referrer always;
        add_header X-Robots-Tag noindex always;
        add_header X-Content-Type-Options nosniff;
    }}
    location @unknown {{
        internal;
        access_log off;
        add_header Cache-Control "private, no-store" always;
        root {root}/everyone;
        try_files /404.html =404;
    }}

    # Where they lie in the build is no address of theirs: who tries it leaves no address in the log either.
    location ^~ {beside} {{
        access_log off;
        error_page 404 =404 @unknown;
        return 404;
    }}
"""


def nginx(listing: Listing, place: Place) -> str:
    return "".join(_parts(listing, place))


def _parts(listing: Listing, place: Place) -> Iterator[str]:
    yield _HEAD.format(restricted=listing.restricted)
    for tree in listing.trees:
        yield _map(tree, place)
    private = listing.private
    yield _SERVER.format(
        listen=_listen(listing, place),
        spared=_SPARED.format(pattern=re.escape(private.prefix)) if private else "",
        root=place.root,
        identity=place.identity,
        scheme=listing.scheme,
        login="".join(_LOGIN.format(step=step, identity=place.identity, scheme=listing.scheme) for step in LOGIN_STEPS),
        everyone=listing.everyone.prefix,
    )
    if listing.everyone.prefix != "/":
        yield _ELSEWHERE
    for tree in listing.trees:
        yield _RESTRICTED.format(whom=_whom(tree), prefix=tree.prefix, folder=_variable(tree))
    # Also asked about, and answered with nothing: else who is asked about would tell which audiences there are.
    yield _RESTRICTED.format(whom="Audiences that there are not.", prefix=listing.restricted, folder=_NOWHERE)
    if private:
        yield _PRIVATE.format(
            prefix=private.prefix,
            pattern=re.escape(private.prefix),
            token=OWN_PAGE,
            root=place.root,
            folder=private.folder,
            beside=f"{listing.everyone.prefix}{private.folder}/",
        )
    yield "}\n"


def _map(tree: Tree, place: Place) -> str:
    """Groups are compared whole and with regard to case, between the commas of the identity service's answer."""
    lines = "".join(
        f'    "~(?:^|,) *{re.escape(group)} *(?:,|$)" {place.root}/{tree.folder}/;\n' for group in sorted(tree.groups)
    )
    return f"\nmap $statusgen_groups {_variable(tree)} {{\n    default {_NOWHERE};\n{lines}}}\n"


def _variable(tree: Tree) -> str:
    return f"$statusgen_tree_{tree.audience.replace('-', '_')}"


def _whom(tree: Tree) -> str:
    return f"For {tree.audience}: {', '.join(sorted(tree.groups)) or 'nobody, as it has no groups'}."


def _listen(listing: Listing, place: Place) -> str:
    name = f"    server_name {listing.host.partition(':')[0]};"
    if place.listen:
        return f"    listen {place.listen};\n{name}"
    if listing.scheme == "http":
        return f"    listen 80;\n{name}"
    return (
        f"    listen 443 ssl;\n{name}\n"
        "    # Yours: the certificate of this name.\n"
        f"    ssl_certificate /etc/ssl/statusgen/{listing.host}.pem;\n"
        f"    ssl_certificate_key /etc/ssl/statusgen/{listing.host}.key;"
    )
