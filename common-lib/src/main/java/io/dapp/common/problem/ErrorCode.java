package io.dapp.common.problem;

/** A stable {@code code} of an error, its HTTP status and its title. Each capability lists its own in an enum. */
public interface ErrorCode {
    /** In snake_case; never changes once published. */
    String code();

    int status();

    /** The same for every occurrence; what is particular goes into the problem's detail. */
    String title();
}
