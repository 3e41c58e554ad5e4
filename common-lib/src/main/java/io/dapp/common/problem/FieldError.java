package io.dapp.common.problem;

/**
 * A field at fault.
 *
 * @param field its path as the caller wrote it, for instance {@code transactions[3].amount}
 * @param message for people; may be shown beside the field
 */
public record FieldError(String field, String message) {}
