package io.dapp.common.openapi;

import io.dapp.common.problem.ErrorCode;
import java.util.List;

/**
 * What a service says of its interface.
 *
 * @param errors its own codes, besides those that any service may answer
 */
public record ServiceInterface(String title, String description, List<? extends ErrorCode> errors) {}
