package io.dapp.local.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The master keys that this platform's services know.
 *
 * @param all the first encrypts, the others only open
 */
record LocalMasterKeys(List<Named> all) {
    private static final String PREFIX = "local-";

    /**
     * One of them.
     *
     * @param key 32 bytes in base64
     */
    record Named(String id, String key) {
        String line() {
            return id + " " + key + "\n";
        }
    }

    LocalMasterKeys {
        all = List.copyOf(all);
    }

    static LocalMasterKeys first(String key) {
        return new LocalMasterKeys(List.of(new Named(PREFIX + 1, key)));
    }

    static LocalMasterKeys parse(String text) {
        return new LocalMasterKeys(text.lines()
                .map(line -> line.split(" ", 2))
                .map(parts -> new Named(parts[0], parts[1]))
                .toList());
    }

    String text() {
        return all.stream().map(Named::line).collect(Collectors.joining());
    }

    /** Whether a rotation has begun and not ended. */
    boolean rotating() {
        return all.size() > 1;
    }

    /** With a new one that encrypts from now on. */
    LocalMasterKeys next(String key) {
        int number = Integer.parseInt(all.getFirst().id().substring(PREFIX.length())) + 1;
        List<Named> keys = new ArrayList<>(List.of(new Named(PREFIX + number, key)));
        keys.addAll(all);
        return new LocalMasterKeys(keys);
    }

    /** Only the one that encrypts. */
    LocalMasterKeys current() {
        return new LocalMasterKeys(List.of(all.getFirst()));
    }

    /** The lines of those that are not among {@code others}. */
    String without(LocalMasterKeys others) {
        return all.stream()
                .filter(key -> !others.all().contains(key))
                .map(Named::line)
                .collect(Collectors.joining());
    }

    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "DAPP_SIGNING_MASTER_KEY", all.getFirst().key(),
                "DAPP_SIGNING_MASTERKEYID", all.getFirst().id()));
        for (int i = 1; i < all.size(); i++) {
            String name = "DAPP_SIGNING_OTHERMASTERKEYS_" + (i - 1);
            environment.put(name + "_ID", all.get(i).id());
            environment.put(name + "_KEY", all.get(i).key());
        }
        return environment;
    }

    @Override
    public String toString() {
        return "LocalMasterKeys" + all.stream().map(Named::id).toList();
    }
}
