package io.dapp.local.image;

import io.dapp.local.infra.InfrastructureException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An image as a file, as {@code docker save} and Jib write it: its layers, its configuration and a list of both. */
record ImageArchive(String name, ImageConfig config, List<ImageLayer> layers) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String LAYER_ENDING = ".tar.gz";
    private static final int SETUID_OR_SETGID = 06000;
    private static final int STICKY = 01000;
    private static final int WRITABLE_BY_ALL = 00002;

    static ImageArchive read(Path file) {
        Map<String, String> texts = new HashMap<>();
        Map<String, ImageLayer> layers = new HashMap<>();
        try (TarArchiveInputStream archive =
                new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            TarArchiveEntry entry;
            while ((entry = archive.getNextEntry()) != null) {
                if (entry.getName().endsWith(LAYER_ENDING)) {
                    layers.put(entry.getName(), layer(entry, archive));
                } else {
                    texts.put(entry.getName(), new String(archive.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new InfrastructureException("cannot read the image " + file + ": " + e.getMessage(), e);
        }
        JsonNode manifest = JSON.readTree(found(texts, "manifest.json", file)).path(0);
        List<ImageLayer> inOrder = new ArrayList<>();
        manifest.path("Layers").forEach(layer -> inOrder.add(found(layers, layer.asString(), file)));
        String config = found(texts, manifest.path("Config").asString(""), file);
        return new ImageArchive(
                manifest.path("RepoTags").path(0).asString(""), ImageConfig.parse(config), List.copyOf(inOrder));
    }

    List<ImageLayer> baseLayers() {
        return layers.subList(0, config.baseLayers());
    }

    List<ImageLayer> ownLayers() {
        return layers.subList(config.baseLayers(), layers.size());
    }

    long compressedBytes() {
        return layers.stream().mapToLong(ImageLayer::compressedBytes).sum();
    }

    /** The layer that holds a file, by its path without a leading slash; the topmost of several. */
    Optional<ImageLayer> layerWith(String path) {
        return layers.reversed().stream()
                .filter(layer -> layer.files().contains(path))
                .findFirst();
    }

    private static ImageLayer layer(TarArchiveEntry entry, InputStream archive) throws IOException {
        List<String> files = new ArrayList<>();
        List<String> privileged = new ArrayList<>();
        List<String> open = new ArrayList<>();
        // Closing it would close the archive.
        TarArchiveInputStream layer = new TarArchiveInputStream(new GZIPInputStream(new FilterInputStream(archive) {
            @Override
            public void close() {}
        }));
        TarArchiveEntry each;
        while ((each = layer.getNextEntry()) != null) {
            String path = each.getName().replaceFirst("^\\./", "");
            if (each.isFile()) {
                files.add(path);
                if ((each.getMode() & SETUID_OR_SETGID) != 0) {
                    privileged.add(path);
                }
            }
            boolean protectedFolder = each.isDirectory() && (each.getMode() & STICKY) != 0;
            if (!each.isSymbolicLink() && (each.getMode() & WRITABLE_BY_ALL) != 0 && !protectedFolder) {
                open.add(path);
            }
        }
        return new ImageLayer(entry.getName(), entry.getSize(), files, privileged, open);
    }

    private static <T> T found(Map<String, T> all, String name, Path file) {
        T one = all.get(name);
        if (one == null) {
            throw new InfrastructureException("the image " + file + " is not complete: it has no " + name);
        }
        return one;
    }
}
