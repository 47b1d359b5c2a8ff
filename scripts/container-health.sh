#!/bin/bash
# Whether the gateway in this container takes work: asks /health/ready with what every Debian image
# has. Starting a JVM for it would cost more than the gateway itself.
exec 3<>"/dev/tcp/127.0.0.1/${PORT:-8000}" || exit 1
# A TLS handshake is more than a shell can do: that somebody listens must be enough.
[ -z "${TLS_CERT_FILE:-}" ] || exit 0
printf 'GET /health/ready HTTP/1.0\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
