package dev.credence.source.vault;

import dev.credence.source.Finding;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a credential could be issued: its role exists, and the token may have it. Issues nothing. */
final class CredentialExamination {
    private final VaultSession session;
    private final Optional<String> namespace;
    private final Capabilities.Rights rights;

    CredentialExamination(VaultSession session, Optional<String> namespace, Capabilities.Rights rights) {
        this.session = session;
        this.namespace = namespace;
        this.rights = rights;
    }

    /** What reading a role told. */
    private enum Reading {
        FOUND,
        ABSENT,
        FORBIDDEN,
        /** The engine has no access to its cloud yet, and tells nothing (azure). */
        UNCONFIGURED,
        UNCLEAR
    }

    /**
     * What is known of the role behind one way.
     *
     * @param text what kind of role it is, or why that is not known
     */
    private record Role(Reading reading, String text) {}

    /** One finding for the right, and one for the role. Never fails. */
    Future<List<Finding>> examine(CredentialNeeds needs) {
        return read(needs, new LinkedHashMap<>(), 0)
                .map(roles -> List.of(permission(needs, likely(roles)), role(needs, roles)));
    }

    /** The right that the token is known not to have, where there is nothing else to examine. */
    Optional<Finding> missingRight(CredentialNeeds needs) {
        Finding permission = permission(needs, needs.ways());
        return permission.isFailure() ? Optional.of(permission) : Optional.empty();
    }

    /** Each way in turn, until the role is found. */
    private Future<Map<CredentialNeeds.Way, Role>> read(
            CredentialNeeds needs, Map<CredentialNeeds.Way, Role> known, int index) {
        if (index == needs.ways().size()) {
            return Future.succeededFuture(known);
        }
        CredentialNeeds.Way way = needs.ways().get(index);
        VaultRequest request = VaultRequest.get("role", way.role(), Map.of(), namespace);
        return session.send(request).compose(reply -> {
            Role role = judge(reply);
            known.put(way, role);
            return role.reading == Reading.FOUND ? Future.succeededFuture(known) : read(needs, known, index + 1);
        });
    }

    private static Role judge(VaultReply reply) {
        if (reply instanceof VaultReply.Ok ok) {
            JsonObject data = ok.body().getValue("data") instanceof JsonObject told ? told : new JsonObject();
            Object kind = Optional.ofNullable(data.getValue("credential_type"))
                    .orElseGet(() -> data.getValue("service_account_email"));
            return new Role(Reading.FOUND, kind instanceof String text ? Said.line(text) : "");
        }
        VaultReply.Failed failed = (VaultReply.Failed) reply;
        String message = failed.failure().message();
        if (failed.tokenRefused()) {
            return new Role(Reading.FORBIDDEN, message);
        }
        if (message.contains("config is nil")) {
            return new Role(Reading.UNCONFIGURED, message);
        }
        if (message.contains("unsupported path")) {
            return new Role(Reading.UNCLEAR, "this engine does not tell its roles");
        }
        boolean absent = failed.failure().code().matches("vault\\.(path|role)_not_found");
        return new Role(absent ? Reading.ABSENT : Reading.UNCLEAR, message);
    }

    /** Where the role is; where it may be, if that is not known. */
    private static List<CredentialNeeds.Way> likely(Map<CredentialNeeds.Way, Role> roles) {
        List<CredentialNeeds.Way> found = having(roles, Reading.FOUND);
        if (!found.isEmpty()) {
            return found;
        }
        List<CredentialNeeds.Way> possible = new ArrayList<>(roles.keySet());
        possible.removeAll(having(roles, Reading.ABSENT));
        return possible.isEmpty() ? List.copyOf(roles.keySet()) : possible;
    }

    private Finding permission(CredentialNeeds needs, List<CredentialNeeds.Way> ways) {
        CredentialNeeds.Way first = ways.get(0);
        if (!rights.isKnown()) {
            return Finding.skipped(
                    needs.about(),
                    "whether " + first.issuing() + " is permitted is not known: "
                            + rights.trouble().orElse(""));
        }
        return ways.stream()
                .filter(way -> rights.allow(way.issuing(), way.capability()))
                .findFirst()
                .map(way -> Finding.ok(needs.about(), way.issuing() + " is permitted (" + way.capability() + ")"))
                .orElseGet(() -> Finding.refused(
                        needs.about(),
                        "the policy of the token lacks: " + Capabilities.policy(first.issuing(), first.capability())));
    }

    private static Finding role(CredentialNeeds needs, Map<CredentialNeeds.Way, Role> roles) {
        String name = needs.credential().role();
        List<CredentialNeeds.Way> found = having(roles, Reading.FOUND);
        if (!found.isEmpty()) {
            String text = text(roles, found.get(0));
            return Finding.ok(
                    needs.about(),
                    "the role is there: " + found.get(0).role() + (text.isEmpty() ? "" : " (" + text + ")"));
        }
        List<CredentialNeeds.Way> forbidden = having(roles, Reading.FORBIDDEN);
        if (!forbidden.isEmpty()) {
            return Finding.skipped(
                    needs.about(),
                    "whether role " + name + " exists is not known, because "
                            + forbidden.get(0).role() + " may not be read; --issue tells by issuing one");
        }
        if (!having(roles, Reading.UNCONFIGURED).isEmpty()) {
            return Finding.refused(
                    needs.about(),
                    "the engine is not configured: vault write "
                            + needs.credential().mount() + "/config with what it needs of its cloud");
        }
        List<CredentialNeeds.Way> unclear = having(roles, Reading.UNCLEAR);
        if (!unclear.isEmpty()) {
            return Finding.skipped(
                    needs.about(), "whether role " + name + " exists is not known: " + text(roles, unclear.get(0)));
        }
        CredentialNeeds.Way first = needs.ways().get(0);
        return Finding.refused(
                needs.about(),
                "there is no role " + name + ": " + first.example() + ", or correct credentials."
                        + needs.credential().name() + ".role");
    }

    private static String text(Map<CredentialNeeds.Way, Role> roles, CredentialNeeds.Way way) {
        Role role = roles.get(way);
        return role == null ? "" : role.text;
    }

    private static List<CredentialNeeds.Way> having(Map<CredentialNeeds.Way, Role> roles, Reading reading) {
        return roles.entrySet().stream()
                .filter(entry -> entry.getValue().reading == reading)
                .map(Map.Entry::getKey)
                .toList();
    }
}
