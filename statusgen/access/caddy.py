"""The configuration of Caddy: `forward_auth` asks who it is, and a matcher decides which folder is theirs."""

import re
from collections.abc import Iterator

from statusgen.access.listing import OWN_PAGE, Listing, Tree
from statusgen.access.place import LOGIN_STEPS, Place

_HEAD = """\
# Made by `statusgen access config caddy`. Import it in your Caddyfile; make it anew when audiences change.
#
# Deny by default: what is restricted lies in folders of its own, beside the one for everyone. Whoever asks below
# {restricted} gets the folder of that audience if the identity service says that they are in one of its groups, and if
# it does not, the answer that everything has which is missing: nobody can tell what is forbidden from what never was.

{address} {{
	# In the order in which it stands here: nothing is served before the identity service has been asked.
	route {{{unlogged}
		# Nothing here changes anything. Said before anything is looked for: the same answer for what is not there.
		@changing not method GET HEAD
		respond @changing 405

		# Whatever a client says of who it is gets no further: X-Auth-Request-Groups, X-Forwarded-User, Remote-User and
		# their like, also written with `_`. Only its session (Cookie, Authorization) reaches the identity service.
		request_header -X-*
		request_header -X_*
		request_header -Remote-*
		request_header -Remote_*

		# The only addresses at which someone who is not logged in meets the login: /oauth2/start?rd=<where to go then>.
		@login path_regexp ^/oauth2/(?:{steps})$
		route @login {{
			header Cache-Control "private, no-store"
			reverse_proxy {identity}
		}}

		@restricted path {restricted}*
		route @restricted {{
			forward_auth {identity} {{
				uri /oauth2/auth?
				header_up X-Real-IP {{remote_host}}
				copy_headers X-Auth-Request-Groups
				# Not logged in, not allowed, no such page: one answer. Only a fault of the service itself is told.
				@refused status 3xx 4xx
				handle_response @refused {{
					error 404
				}}
				@broken status 5xx
				handle_response @broken {{
					error 503
				}}
			}}
			header Cache-Control "private, no-store"
			header X-Content-Type-Options nosniff
"""
_TREE = """\

			# {whom}
			@{name} {{
				path {prefix}*
				header_regexp X-Auth-Request-Groups {groups}
			}}
			route @{name} {{
				uri strip_prefix {stripped}
				root * {root}/{folder}
				file_server
			}}
"""
_NOBODY = """\

			# For {audience}: nobody, as it has no groups.
"""
_UNLOGGED = """
		# Addresses of single people's pages are secrets: no request for one is in the log, whatever its method, nor one
		# for where they lie in the build, which is no address of theirs.
		@secret path {prefix}* {beside}*
		skip_log @secret
"""
_PRIVATE = """\

		# Pages of single people. Nobody is asked: the address is the secret. So it is kept out of what browsers tell
		# other sites, and out of search engines; an address that nobody has been given is missing.
		@private path {prefix}*
		route @private {{
			@address path_regexp ^{pattern}{token}(?:/|$)
			route @address {{
				header Cache-Control "private, no-store"
				header Referrer-Policy no-referrer
				header X-Robots-Tag noindex
				header X-Content-Type-Options nosniff
				uri strip_prefix {stripped}
				root * {root}/{folder}
				file_server
			}}
			error 404
		}}
"""
_END_OF_RESTRICTED = """\

			error 404
		}}
"""
_TAIL = """\

		# For everyone.
		{public}
			{strip}header Cache-Control "public, max-age=60"
			header X-Content-Type-Options nosniff
			root * {root}/everyone
			file_server
		}}

		error 404
	}}

	handle_errors {{
		header -X-Content-Type-Options
		header -Referrer-Policy
		header -X-Robots-Tag
		header -Server
		header Cache-Control "private, no-store"
		@missing expression {{err.status_code}} == 404
		route @missing {{
			# The page is always whole: with parts of it, or `not modified`, one could ask more than what it says.
			request_header -If-*
			request_header -Range
			root * {root}/everyone
			rewrite * /404.html
			file_server {{
				status 404
				disable_canonical_uris
			}}
		}}
		respond {{err.status_code}}
	}}
}}
"""


def caddy(listing: Listing, place: Place) -> str:
    return "".join(_parts(listing, place))


def _parts(listing: Listing, place: Place) -> Iterator[str]:
    private = listing.private
    beside = f"{listing.everyone.prefix}{private.folder}/" if private else ""
    yield _HEAD.format(
        unlogged=_UNLOGGED.format(prefix=private.prefix, beside=beside) if private else "",
        address=f"http://{place.listen}" if place.listen else f"{listing.scheme}://{listing.host}",
        restricted=listing.restricted,
        identity=place.identity,
        steps="|".join(LOGIN_STEPS),
    )
    for tree in listing.trees:
        yield _tree(tree, place)
    yield _END_OF_RESTRICTED.format()
    if private:
        yield _PRIVATE.format(
            prefix=private.prefix,
            pattern=re.escape(private.prefix),
            token=OWN_PAGE,
            stripped=private.prefix.rstrip("/"),
            root=place.root,
            folder=private.folder,
        )
    prefix = listing.everyone.prefix
    yield _TAIL.format(
        root=place.root,
        public="route {" if prefix == "/" else f"route {prefix}* {{",
        strip="" if prefix == "/" else f"uri strip_prefix {prefix.rstrip('/')}\n\t\t\t",
    )


def _tree(tree: Tree, place: Place) -> str:
    """Groups are compared whole and with regard to case, between the commas of the identity service's answer."""
    if not tree.groups:
        return _NOBODY.format(audience=tree.audience)
    return _TREE.format(
        whom=f"For {tree.audience}: {', '.join(sorted(tree.groups))}.",
        name=f"tree_{tree.audience.replace('-', '_')}",
        prefix=tree.prefix,
        groups=f"(?:^|,)\\s*(?:{'|'.join(re.escape(group) for group in sorted(tree.groups))})\\s*(?:,|$)",
        stripped=tree.prefix.rstrip("/"),
        root=place.root,
        folder=tree.folder,
    )
