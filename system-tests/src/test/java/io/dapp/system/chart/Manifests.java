package io.dapp.system.chart;

import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/** The objects that a chart renders to. */
record Manifests(List<Node> all) {
    /**
     * A pod that one of them makes.
     *
     * @param maker its kind and name
     * @param labels of the pod
     * @param spec of the pod
     */
    record Pod(String maker, Node labels, Node spec) {
        List<Node> containers() {
            return Stream.concat(spec.at("initContainers").items().stream(), spec.at("containers").items().stream())
                    .toList();
        }

        Node container() {
            return containers().getFirst();
        }
    }

    static Manifests of(String yaml) {
        return new Manifests(StreamSupport.stream(new Yaml().loadAll(yaml).spliterator(), false)
                .map(Node::new)
                .filter(Node::present)
                .toList());
    }

    Stream<Node> ofKind(String kind) {
        return all.stream().filter(object -> object.at("kind").is(kind));
    }

    Node one(String kind, String name) {
        return ofKind(kind)
                .filter(object -> name(object).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + kind + " " + name));
    }

    boolean has(String kind, String name) {
        return ofKind(kind).anyMatch(object -> name(object).equals(name));
    }

    static String name(Node object) {
        return object.at("metadata", "name").text();
    }

    static String titled(Node object) {
        return object.at("kind").text() + " " + name(object);
    }

    static Node annotations(Node object) {
        return object.at("metadata", "annotations");
    }

    Stream<Pod> pods() {
        return all.stream().flatMap(object -> switch (object.at("kind").text()) {
            case "Deployment", "Job" -> {
                Node template = object.at("spec", "template");
                yield Stream.of(new Pod(titled(object), template.at("metadata", "labels"), template.at("spec")));
            }
            case "Pod" -> Stream.of(new Pod(titled(object), object.at("metadata", "labels"), object.at("spec")));
            default -> Stream.of();
        });
    }

    Pod pod(String kind, String name) {
        return pods().filter(pod -> pod.maker().equals(kind + " " + name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + kind + " " + name));
    }
}
