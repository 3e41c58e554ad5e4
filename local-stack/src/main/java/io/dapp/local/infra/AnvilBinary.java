package io.dapp.local.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The EVM node's program, taken once from the npm registry at a pinned version. */
final class AnvilBinary {
    private static final String VERSION = "1.7.1";
    private static final long INSTALL_LIMIT_MINUTES = 5;

    private AnvilBinary() {}

    /** {@code DAPP_ANVIL} names another binary. */
    static Path path() {
        String own = System.getenv("DAPP_ANVIL");
        if (own != null && !own.isBlank()) {
            return Path.of(own);
        }
        return CacheFolder.file("anvil/" + VERSION + "/anvil", AnvilBinary::install);
    }

    private static void install(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Path work = Files.createTempDirectory(file.getParent(), "npm-");
        // The platform's own package is an optional dependency of this one; its install script would only link it.
        List<String> command = List.of(
                "npm",
                "install",
                "--prefix",
                work.toString(),
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--no-save",
                "--loglevel=error",
                "@foundry-rs/anvil@" + VERSION);
        Path log = work.resolve("npm.log");
        try {
            Process npm = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!npm.waitFor(INSTALL_LIMIT_MINUTES, TimeUnit.MINUTES)) {
                npm.destroyForcibly();
                throw new InfrastructureException("npm did not fetch @foundry-rs/anvil within 5 minutes");
            }
            Path installed = work.resolve("node_modules/@foundry-rs/anvil-" + RedisServer.platform() + "/bin/anvil");
            if (npm.exitValue() != 0 || !Files.exists(installed)) {
                throw new InfrastructureException(
                        "npm could not fetch @foundry-rs/anvil@" + VERSION + ":\n" + Files.readString(log));
            }
            if (!installed.toFile().setExecutable(true)) {
                throw new InfrastructureException("cannot make " + installed + " executable");
            }
            Files.move(installed, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new InfrastructureException(
                    "the local EVM node comes from npm, which could not be run (" + e.getMessage()
                            + "). Install Node.js 20 or newer, or give the path of an anvil binary in DAPP_ANVIL.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InfrastructureException("interrupted while fetching anvil", e);
        } finally {
            Folders.delete(work);
        }
    }
}
