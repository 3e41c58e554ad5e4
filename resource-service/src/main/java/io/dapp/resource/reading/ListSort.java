package io.dapp.resource.reading;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.resource.record.Resource;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The orders a list can have; with the id added, each is total. */
enum ListSort {
    NEWEST("-created_at", "created_at", true),
    OLDEST("created_at", "created_at", false),
    LATEST_CHANGED("-updated_at", "updated_at", true),
    LONGEST_UNCHANGED("updated_at", "updated_at", false),
    NAME("name", "name", false),
    NAME_DESCENDING("-name", "name", true);

    private final String parameter;
    private final String column;
    private final boolean descending;

    ListSort(String parameter, String column, boolean descending) {
        this.parameter = parameter;
        this.column = column;
        this.descending = descending;
    }

    static ListSort of(String parameter) {
        for (ListSort sort : values()) {
            if (sort.parameter.equals(parameter)) {
                return sort;
            }
        }
        String known = Arrays.stream(values()).map(ListSort::parameter).collect(Collectors.joining(", "));
        throw new ProblemException(
                CommonError.INVALID_REQUEST,
                "The list cannot be sorted so.",
                List.of(new FieldError("sort", "must be one of " + known)));
    }

    String parameter() {
        return parameter;
    }

    String orderBy() {
        String direction = descending ? " desc" : "";
        return column + direction + ", id" + direction;
    }

    String after() {
        return "(" + column + ", id) " + (descending ? "<" : ">") + " (:value, :id)";
    }

    /** What {@code resource} is sorted by, as a cursor keeps it. */
    String valueOf(Resource resource) {
        return switch (this) {
            case NEWEST, OLDEST -> resource.createdAt().toString();
            case LATEST_CHANGED, LONGEST_UNCHANGED -> resource.updatedAt().toString();
            case NAME, NAME_DESCENDING -> resource.name();
        };
    }

    /** A cursor's value as the database compares it. */
    Object value(String cursorValue) {
        return switch (this) {
            case NEWEST, OLDEST, LATEST_CHANGED, LONGEST_UNCHANGED -> Instant.parse(cursorValue);
            case NAME, NAME_DESCENDING -> cursorValue;
        };
    }
}
