package io.dapp.local.image;

import io.dapp.local.infra.InfrastructureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An image's unpacked file system, in which a JVM is started as a container would start it: the same program, paths,
 * file times and flags, which is what an AOT cache is valid for. Needs Linux, and root or user namespaces; the mounts
 * last as long as the process.
 */
public final class ImageRoot {
    private static final String ENTER =
            "mount --rbind /proc \"$0/proc\" && mount --rbind /dev \"$0/dev\" && exec chroot $ENTER_AS \"$0\" \"$@\"";

    private final Path root;
    private final ImageConfig config;

    private ImageRoot(Path root, ImageConfig config) {
        this.root = root;
        this.config = config;
    }

    /** The image unpacked to {@code folder/name}, its configuration beside it as {@code folder/name.json}; none if it is not there. */
    public static Optional<ImageRoot> of(Path folder, String name) {
        Path root = folder.resolve(name);
        if (!Files.isDirectory(root)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ImageRoot(root, ImageConfig.parse(Files.readString(folder.resolve(name + ".json")))));
        } catch (IOException e) {
            throw new InfrastructureException("the unpacked image " + root + " is not complete: " + e.getMessage(), e);
        }
    }

    /** The image's entrypoint with a further JVM argument, making an AOT cache in {@code /tmp} when it ends. */
    public List<String> recording(String marker) {
        List<String> entrypoint = config.entrypoint();
        List<String> command = entering();
        command.add(entrypoint.getFirst());
        // Not the share of this machine's memory that the image's own flag would take.
        command.addAll(
                List.of(marker, "-Xmx256m", "-XX:AOTCacheOutput=/tmp/app.aot", "-Xlog:aot*=off", "-Xlog:cds*=off"));
        command.addAll(entrypoint.subList(1, entrypoint.size()));
        return command;
    }

    List<String> version() {
        List<String> command = entering();
        command.addAll(List.of(config.entrypoint().getFirst(), "-version"));
        return command;
    }

    /** What the image sets. */
    public Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(config.environment());
        // The image's program is searched in the image; what enters it, here.
        environment.merge("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", (own, more) -> own + ":" + more);
        environment.put("ENTER_AS", asRoot() ? "--userspec=" + config.user() : "");
        return environment;
    }

    private List<String> entering() {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
        if (!asRoot()) {
            command.addAll(1, List.of("--user", "--map-root-user"));
        }
        command.addAll(List.of("/bin/sh", "-c", ENTER, root.toString()));
        return command;
    }

    private static boolean asRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
