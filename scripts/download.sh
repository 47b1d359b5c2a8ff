# Sourced by scripts/find-jdk.sh and ./mvnw. Downloads pinned archives and checks their SHA-256
# before anything of them is used. POSIX shell; needs curl or wget, tar, and one of sha256sum,
# shasum, openssl.

# Whether downloads are allowed. MODELROUTER_NO_DOWNLOAD=1 forbids them, for closed networks.
may_download() {
  case ${MODELROUTER_NO_DOWNLOAD:-} in
    '' | 0 | false | no) return 0 ;;
    *) return 1 ;;
  esac
}

# Writes the contents of URL $1 to the file $2.
download() {
  if command -v curl >/dev/null 2>&1; then
    curl -fsSL --connect-timeout 20 --retry 2 -o "$2" "$1"
  elif command -v wget >/dev/null 2>&1; then
    wget -q -T 20 -O "$2" "$1"
  else
    echo "neither curl nor wget is installed" >&2
    return 1
  fi
}

# Prints the SHA-256 of the file $1 in hexadecimal, lower case.
sha256_of() {
  if command -v sha256sum >/dev/null 2>&1; then
    sum=$(sha256sum "$1") || return 1
  elif command -v shasum >/dev/null 2>&1; then
    sum=$(shasum -a 256 "$1") || return 1
  elif command -v openssl >/dev/null 2>&1; then
    sum=$(openssl dgst -sha256 -r "$1") || return 1
  else
    echo "none of sha256sum, shasum and openssl is installed, so a download cannot be checked" >&2
    return 1
  fi
  echo "${sum%% *}"
}

# Downloads the archive at URL $1, checks it against the SHA-256 $2 (not checked when empty), unpacks
# it into the new directory $3 and removes the archive. On failure $3 does not exist.
unpack_verified() {
  archive=$3.tar.gz
  mkdir -p "$3" || return 1
  if download "$1" "$archive" && { [ -z "$2" ] || verify "$archive" "$2" "$1"; } \
    && gzip -dc "$archive" | tar -xf - -C "$3"; then
    rm -f "$archive"
    return 0
  fi
  rm -rf "$archive" "$3"
  return 1
}

# Whether the file $1, which came from $3, has the SHA-256 $2.
verify() {
  found=$(sha256_of "$1") || return 1
  if [ "$found" != "$2" ]; then
    echo "the SHA-256 of $3 is $found, expected $2: the file is refused" >&2
    return 1
  fi
}
