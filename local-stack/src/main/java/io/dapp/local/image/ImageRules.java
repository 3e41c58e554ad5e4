package io.dapp.local.image;

import java.util.ArrayList;
import java.util.List;

/** What must be true of every image of the platform; docs/images.md says why. */
final class ImageRules {
    static final String CACHE = "app/app.aot";
    static final String CACHE_FLAG = "-XX:AOTCache=/" + CACHE;

    private static final long LARGEST_BYTES = 250_000_000;
    private static final String USER = "10001:10001";
    private static final String BILL_OF_MATERIALS = "app/sbom/application.cdx.json";
    private static final List<String> LABELS = List.of("title", "source", "revision", "version");

    private ImageRules() {}

    /** What is wrong with it; nothing in a good one. */
    static List<String> broken(ImageArchive image) {
        List<String> broken = new ArrayList<>();
        ImageConfig config = image.config();
        require(broken, config.user().equals(USER), "runs as " + config.user() + ", not as " + USER);
        require(broken, config.workingFolder().equals("/app"), "works in " + config.workingFolder() + ", not in /app");
        require(
                broken,
                !config.entrypoint().isEmpty() && config.entrypoint().getFirst().equals("java"),
                "starts " + config.entrypoint() + ", so that the JVM is not the process that is told to end");
        for (String label : LABELS) {
            require(
                    broken,
                    !config.labels()
                            .getOrDefault("org.opencontainers.image." + label, "")
                            .isBlank(),
                    "has no label " + label);
        }
        require(
                broken,
                image.compressedBytes() <= LARGEST_BYTES,
                "is " + image.compressedBytes() + " bytes, more than " + LARGEST_BYTES);
        require(broken, image.layerWith(BILL_OF_MATERIALS).isPresent(), "has no bill of materials");
        for (ImageLayer layer : image.ownLayers()) {
            layer.privileged().forEach(path -> broken.add("has a setuid or setgid file " + path));
            layer.open().forEach(path -> broken.add("lets everybody write to " + path));
            layer.files().stream()
                    .filter(path -> path.endsWith(".class"))
                    .findFirst()
                    .ifPresent(path -> broken.add("has classes outside of jars, such as " + path));
        }
        checkCache(image, broken);
        return broken;
    }

    /** Worth knowing, and in the hands of whoever makes the base image. */
    static List<String> notes(ImageArchive image) {
        long privileged = image.baseLayers().stream()
                .mapToLong(layer -> layer.privileged().size())
                .sum();
        return privileged == 0 ? List.of() : List.of("its base image has " + privileged + " setuid or setgid files");
    }

    static boolean hasCache(ImageArchive image) {
        return image.layerWith(CACHE).isPresent();
    }

    private static void checkCache(ImageArchive image, List<String> broken) {
        boolean used = image.config().entrypoint().contains(CACHE_FLAG);
        require(broken, used == hasCache(image), "has an AOT cache and does not use it, or uses one that it has not");
        require(
                broken,
                !hasCache(image) || image.layers().getLast().files().contains(CACHE),
                "has its AOT cache below other layers");
    }

    private static void require(List<String> broken, boolean met, String otherwise) {
        if (!met) {
            broken.add(otherwise);
        }
    }
}
