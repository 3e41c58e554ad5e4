package io.dapp.testing;

import io.dapp.local.infra.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * This JVM's own folder under the system's temporary folder. Its name holds the JVM's process id and start, so that the
 * next JVM to run tests can tell folders whose JVM was killed, end what runs in them and delete them.
 */
public final class TestWorkspace {
    private static final Path PARENT =
            Path.of(System.getProperty("java.io.tmpdir"), "dapp-tests-" + System.getProperty("user.name"));
    private static final TestWorkspace INSTANCE = create();

    private final Path folder;
    private final AtomicInteger counter = new AtomicInteger();
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

    private TestWorkspace(Path folder) {
        this.folder = folder;
    }

    /** A new folder for one part. */
    public static Path newFolder(String name) {
        Path part = INSTANCE.folder.resolve(name + "-" + INSTANCE.counter.incrementAndGet());
        try {
            return Files.createDirectories(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes {@code part} when this JVM ends, last opened first. */
    public static <T extends AutoCloseable> T closeAtExit(T part) {
        synchronized (INSTANCE.toClose) {
            INSTANCE.toClose.push(part);
        }
        return part;
    }

    private static TestWorkspace create() {
        try {
            Files.createDirectories(PARENT);
            cleanLeftovers();
            Path own = Files.createDirectory(PARENT.resolve(nameOf(ProcessHandle.current())));
            TestWorkspace workspace = new TestWorkspace(own);
            Runtime.getRuntime().addShutdownHook(new Thread(workspace::closeAll, "test-infrastructure-close"));
            return workspace;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nameOf(ProcessHandle jvm) {
        return jvm.pid() + "-"
                + jvm.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
    }

    private static void cleanLeftovers() throws IOException {
        List<Path> folders;
        try (Stream<Path> list = Files.list(PARENT)) {
            folders = list.toList();
        }
        for (Path leftover : folders) {
            if (jvmOf(leftover).isEmpty()) {
                endProcessesIn(leftover);
                deleteQuietly(leftover);
            }
        }
    }

    private static Optional<ProcessHandle> jvmOf(Path leftover) {
        String name = leftover.getFileName().toString();
        long pid = Long.parseLong(name.substring(0, name.indexOf('-')));
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> nameOf(process).equals(name));
    }

    /** Every program that tests start names its folder in its command line. */
    private static void endProcessesIn(Path leftover) {
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(leftover + "/"))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static void deleteQuietly(Path folder) {
        try {
            Folders.delete(folder);
        } catch (UncheckedIOException another) {
            // Another JVM cleans the same folder at the same time.
        }
    }

    private void closeAll() {
        synchronized (toClose) {
            for (AutoCloseable part : toClose) {
                try {
                    part.close();
                } catch (Exception e) {
                    System.err.println("test infrastructure: " + part + " did not close: " + e);
                }
            }
        }
        deleteQuietly(folder);
    }
}
