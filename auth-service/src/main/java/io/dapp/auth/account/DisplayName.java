package io.dapp.auth.account;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** 1 to 100 characters that can be seen: no control characters, no marks that turn the reading direction. */
@Pattern(regexp = "(?=.*\\S)[^\\p{Cntrl}\\u202A-\\u202E\\u2066-\\u2069]{1,100}")
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@interface DisplayName {
    String message() default "must have 1 to 100 visible characters";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
