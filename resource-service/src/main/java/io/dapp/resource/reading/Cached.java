package io.dapp.resource.reading;

/** An answer, and where it came from ({@code X-Cache}). */
record Cached<T>(T value, boolean hit) {
    static final String HEADER = "X-Cache";

    String source() {
        return hit ? "hit-redis" : "miss";
    }
}
