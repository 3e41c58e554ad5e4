#!/usr/bin/env bash
# A base image without a registry or a daemon: a JRE linked from this machine's JDK on the few files of Debian that it
# and the local stack's servers need. The same JDK and packages give the same bytes. See docs/images.md.
set -euo pipefail
umask 022
export LC_ALL=C TZ=UTC

usage() {
  cat <<'TEXT'
Usage: JAVA_HOME=... base-image.sh key|build FOLDER

  key           print what the base is made from, as one hash
  build FOLDER  write FOLDER/base.tar, and FOLDER/base-sh.tar, which has a shell besides (initdb needs one);
                both as 'docker save' writes them

Needs a JDK that can link its own run-time image (Temurin 25 can), GNU tar, apt-get and dpkg-deb; root is not needed.
TEXT
}

fail() {
  printf 'base-image: %s\n' "$*" >&2
  exit 1
}

PACKAGES="base-files ca-certificates libc-bin libc6 libgcc-s1 libstdc++6 zlib1g"
SHELL_PACKAGES="dash"
# All of Java SE, since a library may use any of it, and of the JDK's own modules what the services use and what a pod
# without a shell is looked into with (jcmd, flight recordings).
MODULES="java.se,jdk.attach,jdk.crypto.cryptoki,jdk.crypto.ec,jdk.httpserver,jdk.jcmd,jdk.jfr,jdk.management,\
jdk.management.agent,jdk.management.jfr,jdk.naming.dns,jdk.naming.rmi,jdk.net,jdk.nio.mapmode,jdk.security.auth,\
jdk.security.jgss,jdk.unsupported,jdk.zipfs"
# Every file of the image carries this time: the CDS archives remember that of the JRE's modules.
TIME="2026-11-01 00:00:00Z"
JRE=opt/java/openjdk

HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"

needs() {
  local tool
  for tool in apt-get apt-cache dpkg-deb tar sha256sum; do
    command -v "$tool" >/dev/null || fail "needs $tool; on other systems give ./dapp images --base an image"
  done
  tar --version | grep -q GNU || fail "needs GNU tar"
  [ -x "${JAVA_HOME:?is not set}/bin/jlink" ] || fail "there is no jlink in $JAVA_HOME"
}

version_of() { apt-cache policy "$1" | sed -n 's/^  Candidate: //p'; }

key() {
  local package version
  {
    cat "$HERE/base-image.sh" "$HERE/passwd" "$HERE/group" "$JAVA_HOME/release"
    for package in $PACKAGES $SHELL_PACKAGES; do
      version="$(version_of "$package")"
      case "$version" in
        "" | "(none)") fail "apt-get knows no package $package; run apt-get update" ;;
      esac
      printf '%s %s\n' "$package" "$version"
    done
  } | sha256sum | cut -c1-32
}

# Unpacks packages into a folder and notes each where scanners of images without dpkg look for it.
unpack() {
  local root="$1" debs="$2" deb name files
  shift 2
  mkdir -p "$debs" "$root/var/lib/dpkg/status.d"
  (cd "$debs" && apt-get -qq -o APT::Sandbox::User=root download "$@") >/dev/null ||
    fail "apt-get could not download $* (apt-get update first?)"
  for deb in "$debs"/*.deb; do
    name="$(dpkg-deb -f "$deb" Package)"
    dpkg-deb --fsys-tarfile "$deb" >"$debs/files.tar"
    case "$name" in
      base-files) files=(./etc/debian_version ./etc/os-release ./usr/lib/os-release ./usr/share/common-licenses) ;;
      libc-bin) files=(./usr/lib/locale) ;;
      *) files=(.) ;;
    esac
    tar -xf "$debs/files.tar" -C "$root" --no-same-owner --keep-directory-symlink --wildcards \
      --exclude './usr/share/man*' --exclude './usr/share/lintian*' --exclude './usr/share/menu*' \
      --exclude './usr/share/debianutils*' --exclude './usr/share/gdb*' --exclude './usr/share/doc/*' \
      --exclude '*/gconv*' "${files[@]}"
    tar -xf "$debs/files.tar" -C "$root" --no-same-owner --wildcards "./usr/share/doc/$name*"
    find "$root/usr/share/doc" ! -name copyright -type f -delete
    dpkg-deb -f "$deb" >"$root/var/lib/dpkg/status.d/$name"
  done
}

link_jre() {
  local java="$1/bin/java" headers
  "$JAVA_HOME/bin/jlink" --add-modules "$MODULES" --no-header-files --no-man-pages --compress zip-0 \
    --vendor-bug-url https://github.com/adoptium/adoptium-support/issues --output "$1" >/dev/null
  rm -rf "$1/lib/server/"*.jsa
  find "$1" -exec touch -h -d "$TIME" {} +
  # Classes shared by default, for starts without an AOT cache; one archive for each layout of object headers.
  for headers in -XX:-UseCompactObjectHeaders -XX:+UseCompactObjectHeaders; do
    "$java" -Xshare:dump -XX:+UseSerialGC -Xmx128m "$headers" -Xlog:disable -Xlog:all=error
  done
}

# archive FOLDER OUT.tar LAYER.tar...: an image of these layers.
archive() {
  local work="$1" out="$2" layer sums="" names="" config sum
  shift 2
  for layer in "$@"; do
    sum="$(sha256sum "$work/$layer" | cut -d' ' -f1)"
    sums="$sums${sums:+,}\"sha256:$sum\""
    names="$names${names:+,}\"$layer\""
  done
  config="{\"architecture\":\"$ARCHITECTURE\",\"os\":\"linux\",\"created\":\"${TIME/ /T}\",\"config\":{\"User\":\"10001:10001\",\
\"Env\":[\"PATH=/$JRE/bin:/usr/bin\",\"JAVA_HOME=/$JRE\",\"LANG=C.UTF-8\"],\"WorkingDir\":\"/\"},\
\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[$sums]}}"
  printf '%s' "$config" >"$work/config.json"
  printf '[{"Config":"config.json","RepoTags":["dapp-base:local"],"Layers":[%s]}]' "$names" >"$work/manifest.json"
  pack "$work" "$out" config.json manifest.json "$@"
}

pack() {
  local from="$1" out="$2"
  shift 2
  tar -C "$from" --format=gnu --sort=name --owner=0 --group=0 --numeric-owner --mtime="$TIME" -cf "$out" "$@"
}

build() {
  local folder="$1" root
  mkdir -p "$folder"
  folder="$(cd "$folder" && pwd -P)"
  WORK="$(mktemp -d "$folder/base-XXXXXX")"
  trap 'rm -rf "$WORK"' EXIT
  local work="$WORK"
  ARCHITECTURE="$(dpkg --print-architecture)"
  for root in "$work/root" "$work/shell"; do
    mkdir -p "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64" "$root/etc" "$root/var"
    ln -s usr/bin "$root/bin"
    ln -s usr/sbin "$root/sbin"
    ln -s usr/lib "$root/lib"
    ln -s usr/lib64 "$root/lib64"
  done
  root="$work/root"
  # Words, not one name.
  # shellcheck disable=SC2086
  unpack "$root" "$work/debs" $PACKAGES
  # shellcheck disable=SC2086
  unpack "$work/shell" "$work/shell-debs" $SHELL_PACKAGES
  mkdir -p "$root/etc/ssl/certs" "$root/home" "$root/var/tmp" "$root/tmp" "$root/app"
  find "$root/usr/share/ca-certificates" -name '*.crt' | sort | while IFS= read -r certificate; do
    cat "$certificate"
  done >"$root/etc/ssl/certs/ca-certificates.crt"
  cp "$HERE/passwd" "$HERE/group" "$root/etc/"
  printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$root/etc/nsswitch.conf"
  mkdir -p "$root/${JRE%/*}"
  link_jre "$root/$JRE"
  chmod -R u+rwX,go+rX,go-w,a-s "$root" "$work/shell"
  chmod 1777 "$root/tmp" "$root/var/tmp"
  pack "$root" "$work/base.tar" .
  # Only what the shell adds; the folders and links it was unpacked over are the base's.
  (cd "$work/shell" && find . -type f -o -type l -path './usr/*' | sort) >"$work/shell.files"
  tar -C "$work/shell" --format=gnu --owner=0 --group=0 --numeric-owner --mtime="$TIME" -cf "$work/shell.tar" \
    --no-recursion --files-from "$work/shell.files"
  archive "$work" "$folder/base.tar" base.tar
  archive "$work" "$folder/base-sh.tar" base.tar shell.tar
}

case "${1:-}" in
  key)
    needs
    key
    ;;
  build)
    [ $# -eq 2 ] || { usage >&2; exit 2; }
    needs
    build "$2"
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac
