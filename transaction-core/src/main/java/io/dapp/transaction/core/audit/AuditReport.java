package io.dapp.transaction.core.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an audit found: how much each check looked at, what it could not judge, and what must not be. */
public final class AuditReport {
    private final int findingsKept;
    private final Map<Check, Long> looked = new EnumMap<>(Check.class);
    private final Map<Check, Long> unclear = new EnumMap<>(Check.class);
    private final Map<Check, Long> found = new EnumMap<>(Check.class);
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Check> made = EnumSet.noneOf(Check.class);
    private boolean blind;

    AuditReport(int findingsKept) {
        this.findingsKept = findingsKept;
    }

    /** The chain, or a part of what there is to ask of it, could not be looked at. */
    void noNode() {
        blind = true;
    }

    /** From its beginning to its end. */
    void made(Check check) {
        made.add(check);
    }

    void looked(Check check, long more) {
        looked.merge(check, more, Long::sum);
    }

    void unclear(Check check) {
        unclear.merge(check, 1L, Long::sum);
    }

    void found(Check check, String about, String what) {
        if (found.merge(check, 1L, Long::sum) <= findingsKept) {
            findings.add(new Finding(check, about, what));
        }
    }

    /** How many things a check has looked at. */
    public long looked(Check check) {
        return looked.getOrDefault(check, 0L);
    }

    /** Of how many it could not say anything, mostly because no node keeps what is so old. */
    public long unclearOf(Check check) {
        return unclear.getOrDefault(check, 0L);
    }

    /** How many of them must not be. */
    public long foundBy(Check check) {
        return found.getOrDefault(check, 0L);
    }

    /** Whether a check was made, of all that it was to look at; what it found counts either way. */
    public boolean wasMade(Check check) {
        return made.contains(check);
    }

    /** Whether the chain, or a part of what there is to ask of it, could not be looked at. */
    public boolean blind() {
        return blind;
    }

    /** Whether all is as it must be. */
    public boolean clean() {
        return found.isEmpty();
    }

    /** The first findings of each check. */
    public List<Finding> findings() {
        return Collections.unmodifiableList(findings);
    }
}
