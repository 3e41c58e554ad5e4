package io.dapp.auth.account;

import jakarta.servlet.http.HttpServletRequest;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Optional;

/** The language that a user is written to in, as a BCP 47 tag. */
final class Locales {
    private static final int MAX_LENGTH = 35;
    private static final String DEFAULT = "en";

    private Locales() {}

    /** What the caller's client asks for. */
    static String preferred(HttpServletRequest request) {
        // Without the header the servlet API gives the server's own language.
        return request.getHeader("Accept-Language") == null
                ? DEFAULT
                : parse(request.getLocale().toLanguageTag()).orElse(DEFAULT);
    }

    /** The tag in its canonical form; empty if it is none. */
    static Optional<String> parse(String tag) {
        try {
            String canonical = new Locale.Builder().setLanguageTag(tag).build().toLanguageTag();
            return canonical.length() <= MAX_LENGTH && !canonical.equals("und")
                    ? Optional.of(canonical)
                    : Optional.empty();
        } catch (IllformedLocaleException e) {
            return Optional.empty();
        }
    }
}
