"""What kept us from a relay, in words for whoever looks after it: none of OpenSSL's, no numbers of errors."""

import os
import socket
import ssl

_TLS = {
    "WRONG_VERSION_NUMBER": "it does not speak TLS on this port",
    "UNSUPPORTED_PROTOCOL": "it speaks only versions of TLS that are too old",
    "TLSV1_ALERT_PROTOCOL_VERSION": "it speaks no version of TLS that we do",
    "UNEXPECTED_EOF_WHILE_READING": "it hung up during TLS",
}
# By X509_V_ERR (openssl-verification-options(1)).
_MENDING = {
    9: "this machine's clock is wrong, or the certificate is to begin later",
    10: "whoever looks after the relay has to renew it, unless this machine's clock is wrong",
    62: "STATUSGEN_SMTP_URL must name the relay as its certificate does",
    64: "STATUSGEN_SMTP_URL must name the relay as its certificate does",
}


def in_words(error: BaseException) -> str:
    """Why there is no connection, or no more."""
    if isinstance(error, ssl.SSLError):
        return _of_tls(error)
    if isinstance(error, socket.gaierror):
        return "its name is not known" if error.errno == socket.EAI_NONAME else "its name cannot be looked up now"
    if isinstance(error, TimeoutError):
        return "it does not answer in time"
    if isinstance(error, ConnectionError):
        return "nobody listens there" if isinstance(error, ConnectionRefusedError) else "it hung up"
    if isinstance(error, OSError):
        # Where several addresses were tried, asyncio lists all failures and gives no number.
        return os.strerror(error.errno).lower() if error.errno else "nobody listens at any of its addresses"
    return str(error)


def distrust(error: ssl.SSLCertVerificationError) -> str:
    """What is wrong with a certificate, and who can mend it."""
    hint = _MENDING.get(error.verify_code, "set SSL_CERT_FILE to the authority's certificate if it is your own")
    return f"{error.verify_message.removesuffix('.')}; {hint}"


def _of_tls(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted: {distrust(error)}"
    reason = error.reason or "no reason given"
    return _TLS.get(reason, f"TLS failed: {reason.replace('_', ' ').lower()}")
