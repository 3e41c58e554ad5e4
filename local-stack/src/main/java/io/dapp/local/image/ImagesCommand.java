package io.dapp.local.image;

import io.dapp.local.infra.InfrastructureException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code ./dapp images} asks about image files. */
public final class ImagesCommand {
    private final PrintStream out;

    public ImagesCommand(PrintStream out) {
        this.out = out;
    }

    /** {@code check FILE...}, {@code same FILE OTHER} or {@code enter FOLDER NAME}; returns the exit code. */
    public int run(List<String> arguments) throws IOException, InterruptedException {
        List<String> rest = arguments.stream().skip(1).toList();
        return switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
            case "check" -> check(rest.stream().map(Path::of).toList());
            case "same" -> same(Path.of(rest.get(0)), Path.of(rest.get(1)));
            case "enter" -> enter(Path.of(rest.get(0)), rest.get(1));
            default -> throw new InfrastructureException("images knows check, same and enter");
        };
    }

    /** Shows each image in a line and what is wrong with it. */
    private int check(List<Path> files) {
        int result = 0;
        for (Path file : files) {
            ImageArchive image = ImageArchive.read(file);
            out.printf(
                    Locale.ROOT,
                    "  %-78s %6.1f MB  %s%n",
                    image.name(),
                    image.compressedBytes() / 1e6,
                    image.layerWith(ImageRules.CACHE)
                            .map(layer ->
                                    String.format(Locale.ROOT, "AOT cache %.1f MB", layer.compressedBytes() / 1e6))
                            .orElse("no AOT cache"));
            ImageRules.notes(image).forEach(note -> out.println("    note: " + note));
            List<String> broken = ImageRules.broken(image);
            broken.forEach(each -> out.println("    WRONG: " + each));
            if (!broken.isEmpty()) {
                result = 1;
            }
        }
        return result;
    }

    /** Whether two builds of an image have the same layers, but for the AOT cache that one of them may have on top. */
    private int same(Path file, Path other) {
        List<String> one = withoutCache(ImageArchive.read(file));
        List<String> two = withoutCache(ImageArchive.read(other));
        boolean same = one.equals(two);
        out.println("  " + file.getFileName() + ": "
                + (same ? one.size() + " layers, the same in both builds" : "layers differ: " + one + " " + two));
        return same ? 0 : 1;
    }

    /** Whether a JVM can be started inside an unpacked image on this machine; says why not. */
    private int enter(Path folder, String name) throws IOException, InterruptedException {
        Optional<ImageRoot> root = ImageRoot.of(folder, name);
        if (root.isEmpty()) {
            throw new InfrastructureException("there is no unpacked image " + folder.resolve(name));
        }
        ProcessBuilder builder = new ProcessBuilder(root.get().version()).inheritIO();
        builder.environment().putAll(root.get().environment());
        return builder.start().waitFor();
    }

    private static List<String> withoutCache(ImageArchive image) {
        return image.layers().stream()
                .filter(layer -> !layer.files().contains(ImageRules.CACHE))
                .map(ImageLayer::digest)
                .toList();
    }
}
