package io.dapp.resource.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Pages of lists. Everything a page depends on has a version, a random word: its owner's resources, and everybody's
 * public ones. The versions are part of a page's key and are read before the page is loaded, so a write drops every page
 * at once by giving a new word, and a word that Redis lost comes back as one no page was kept under.
 */
public final class ListCache {
    private static final String PUBLIC = "public";

    private final RedisGate redis;
    private final CacheSettings settings;
    private final CacheReads reads;

    ListCache(RedisGate redis, CacheSettings settings, CacheReads reads) {
        this.redis = redis;
        this.settings = settings;
        this.reads = reads;
    }

    /**
     * Where a page is kept, taken before it is loaded; empty when Redis is away.
     *
     * @param owner whose changes it depends on
     * @param alsoPublic whether everybody's public resources are in it
     * @param question everything else that decides what is on it
     */
    public Optional<String> key(UUID owner, boolean alsoPublic, String question) {
        List<String> versions = new ArrayList<>();
        for (String tag : alsoPublic ? List.of(owner.toString(), PUBLIC) : List.of(owner.toString())) {
            Optional<String> version = version(tag);
            if (version.isEmpty()) {
                reads.missed(false);
                return Optional.empty();
            }
            versions.add(version.get());
        }
        return Optional.of("resource_list:" + sha256(question) + ":" + String.join(":", versions));
    }

    public Optional<String> get(String key) {
        Optional<String> page = redis.ask(template -> template.opsForValue().get(key));
        if (page.isPresent()) {
            reads.hit();
        } else {
            reads.missed(true);
        }
        return page;
    }

    public void put(String key, String page) {
        if (page.length() <= settings.maxPageBytes()) {
            Duration ttl = Duration.ofMillis(Jitter.shorten(settings.listTtl(), settings.jitterPercent()));
            redis.ask(template -> {
                template.opsForValue().set(key, page, ttl);
                return true;
            });
        }
    }

    /** After a commit: drops every page the change may be on. */
    public void drop(UUID owner, boolean alsoPublic) {
        for (String tag : alsoPublic ? List.of(owner.toString(), PUBLIC) : List.of(owner.toString())) {
            redis.ask(template -> {
                template.opsForValue().set(tagKey(tag), newVersion(), lifetime());
                return true;
            });
        }
    }

    private Optional<String> version(String tag) {
        Optional<String> known = redis.ask(template -> template.opsForValue().get(tagKey(tag)));
        if (known.isPresent()) {
            return known;
        }
        redis.ask(template -> template.opsForValue().setIfAbsent(tagKey(tag), newVersion(), lifetime()));
        return redis.ask(template -> template.opsForValue().get(tagKey(tag)));
    }

    // Longer than any page lives; a version that is gone is replaced by a new one.
    private Duration lifetime() {
        return settings.listTtl().multipliedBy(12);
    }

    private static String tagKey(String tag) {
        return "resource_list:version:" + tag;
    }

    private static String newVersion() {
        return UUID.randomUUID().toString();
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
