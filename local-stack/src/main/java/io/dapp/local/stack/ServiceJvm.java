package io.dapp.local.stack;

import java.util.List;

/** How every service's JVM runs here; a cache made under other flags is not taken. */
final class ServiceJvm {
    static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Xmx224m",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dfile.encoding=UTF-8",
            "-Duser.timezone=UTC");

    private ServiceJvm() {}
}
