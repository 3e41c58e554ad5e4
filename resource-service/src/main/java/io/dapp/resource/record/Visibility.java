package io.dapp.resource.record;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who may read a resource besides its owner; nobody else may ever change it. */
public enum Visibility {
    @JsonProperty("private")
    PRIVATE,
    @JsonProperty("public")
    PUBLIC
}
