package io.dapp.local.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where downloaded and unpacked programs are kept, shared by every clone of this user. */
public final class CacheFolder {
    private CacheFolder() {}

    /** {@code DAPP_CACHE_DIR}, else {@code $XDG_CACHE_HOME/dapp}, else {@code ~/.cache/dapp}. */
    public static Path root() {
        String own = System.getenv("DAPP_CACHE_DIR");
        if (own != null && !own.isBlank()) {
            return Path.of(own);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("dapp");
    }

    /** The file {@code relative}, made by {@code maker} when it is not there; several processes may ask at once. */
    public static synchronized Path file(String relative, Maker maker) {
        Path file = root().resolve(relative);
        if (Files.exists(file)) {
            return file;
        }
        try {
            Path folder = Files.createDirectories(root());
            try (FileChannel channel =
                    FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                // Closing the channel gives the lock back.
                FileLock lock = channel.lock();
                if (lock.isValid() && !Files.exists(file)) {
                    maker.make(file);
                }
                return file;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + file, e);
        }
    }

    /** Makes a file so that it appears complete or not at all. */
    @FunctionalInterface
    public interface Maker {
        void make(Path file) throws IOException;
    }
}
