package io.dapp.resource.record;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** What an owner may decide about a resource, checked and with its defaults filled in. */
public record Draft(String type, String name, JsonNode data, List<String> tags, Visibility visibility) {}
