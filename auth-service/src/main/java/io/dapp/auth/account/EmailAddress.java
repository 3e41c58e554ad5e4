package io.dapp.auth.account;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import java.net.IDN;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** An email address in the one spelling that identifies an account: NFC, lower case, the domain in its ASCII form. */
public record EmailAddress(String value) {
    private static final int MAX_LENGTH = 254;
    private static final Pattern SHAPE = Pattern.compile("[^\\s@\\p{Cntrl}\"<>(),;:\\\\]{1,64}@[a-z0-9.-]{1,253}");

    /**
     * Reads what a caller wrote.
     *
     * @throws ProblemException {@code invalid_request} if that is no address
     */
    public static EmailAddress parse(String text) {
        return find(text)
                .orElseThrow(() -> new ProblemException(
                        CommonError.INVALID_REQUEST,
                        "Some fields are not valid",
                        List.of(new FieldError("email", "must be an email address"))));
    }

    private static Optional<EmailAddress> find(String text) {
        String normal = Normalizer.normalize(text.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        int at = normal.lastIndexOf('@');
        if (at < 1 || normal.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            String domain = IDN.toASCII(normal.substring(at + 1), IDN.USE_STD3_ASCII_RULES)
                    .toLowerCase(Locale.ROOT);
            String address = normal.substring(0, at) + "@" + domain;
            boolean valid = SHAPE.matcher(address).matches()
                    && !domain.startsWith(".")
                    && !domain.endsWith(".")
                    && !domain.contains("..")
                    && address.length() <= MAX_LENGTH;
            return valid ? Optional.of(new EmailAddress(address)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
