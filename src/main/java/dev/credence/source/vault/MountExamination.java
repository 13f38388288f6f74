package dev.credence.source.vault;

import dev.credence.config.VaultConfig;
import dev.credence.source.Finding;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a mount is there and of the right kind: {@code sys/internal/ui/mounts/MOUNT}, which every token may read for the
 * mounts below which it has some right. It answers 403 both for a mount that is not there and for one that the token may
 * not see; a token that has rights there must see it, so for that one it is not there.
 */
final class MountExamination {
    /** Engines that come with Vault: what holds one of these is certainly no other. */
    private static final Set<String> BUILT_IN = Set.of(
            "aws",
            "azure",
            "cubbyhole",
            "database",
            "gcp",
            "identity",
            "kubernetes",
            "kv",
            "ldap",
            "pki",
            "ssh",
            "system",
            "totp",
            "transit");

    /** The mount that every server has. */
    private static final VaultPath SYSTEM =
            VaultPath.of("sys/internal/ui/mounts/sys").orElseThrow();

    /** What OpenBao says of every path in one (2.6.2); else the role would seem to be what is missing. */
    private static final String NO_NAMESPACE = "namespace not found";

    private final VaultSession session;
    private final VaultConfig config;

    MountExamination(VaultConfig config, VaultSession session) {
        this.config = config;
        this.session = session;
    }

    /**
     * Looks at the mount of that credential. Never fails.
     *
     * @param mayBelow whether the token is known to have a right there
     */
    Future<Finding> examine(CredentialNeeds needs, boolean mayBelow) {
        String mount = needs.credential().mount();
        String about = "mount " + mount + " of " + config.name();
        Optional<VaultPath> path = VaultPath.of("sys/internal/ui/mounts/" + mount);
        if (path.isEmpty()) {
            return Future.succeededFuture(Finding.misconfigured(about, "no mount can be called that"));
        }
        VaultRequest request = VaultRequest.get("mount", path.get(), Map.of(), config.namespace());
        return session.send(request).compose(reply -> {
            if (reply instanceof VaultReply.Ok ok) {
                return Future.succeededFuture(judge(about, needs, ok.body()));
            }
            VaultReply.Failed failed = (VaultReply.Failed) reply;
            if (failed.failure().message().contains(NO_NAMESPACE)) {
                return Future.succeededFuture(Finding.misconfigured(about, namespaceMissing()));
            }
            return failed.tokenRefused()
                    ? enable(needs).map(mend -> missing(about, mend, mayBelow))
                    : Future.succeededFuture(Finding.skipped(
                            about,
                            "Vault does not tell what is there: "
                                    + failed.failure().message()));
        });
    }

    private String namespaceMissing() {
        return "there is no namespace " + config.namespace().orElse("") + ": correct backends." + config.name()
                + ".namespace (VAULT_NAMESPACE), or make it: bao namespace create";
    }

    private static Finding missing(String about, String mend, boolean mayBelow) {
        return Finding.refused(
                about,
                mayBelow
                        ? "nothing is mounted there: " + mend
                        : "the token cannot see it: it does not exist (" + mend
                                + "), or the token has no right to anything in it");
    }

    private Finding judge(String about, CredentialNeeds needs, JsonObject body) {
        JsonObject data = body.getValue("data") instanceof JsonObject told ? told : new JsonObject();
        String mount = needs.credential().mount();
        String place = credentialKey(needs);
        if (data.getValue("path") instanceof String path && !path.equals(mount + "/")) {
            return Finding.misconfigured(
                    about, "the mount is " + Said.line(path).replaceAll("/$", "") + ": correct " + place);
        }
        String type = data.getValue("type") instanceof String told ? Said.line(told) : "";
        if (type.equals(needs.engine())) {
            return Finding.ok(about, "holds the engine " + type);
        }
        return BUILT_IN.contains(type)
                ? Finding.misconfigured(
                        about,
                        "holds the engine " + type + ", and " + needs.about() + " needs " + needs.engine()
                                + ": correct " + place + " or its provider")
                : Finding.warning(
                        about, "holds the engine " + type + ": is that plugin the one for " + needs.engine() + "?");
    }

    private static String credentialKey(CredentialNeeds needs) {
        return "credentials." + needs.credential().name() + ".mount";
    }

    /** What makes the mount, in the words of the server that it is: OpenBao has no engine of a cloud built in. */
    private Future<String> enable(CredentialNeeds needs) {
        String mount = needs.credential().mount();
        String engine = needs.engine();
        String command = "secrets enable "
                + config.namespace().map(name -> "-namespace=" + name + " ").orElse("")
                + (mount.equals(engine) ? "" : "-path=" + mount + " ")
                + engine;
        return isOpenBao()
                .map(itIs -> (itIs
                                ? "bao " + command + ", once its plugin is registered (bao plugin register ... secret "
                                        + engine + ")"
                                : "vault " + command)
                        + ", or correct " + credentialKey(needs));
    }

    /** Its own engines have versions such as {@code v2.6.2+builtin.bao}; where it may not be asked, it counts as Vault. */
    private Future<Boolean> isOpenBao() {
        return session.send(VaultRequest.get("mount", SYSTEM, Map.of(), config.namespace()))
                .map(reply -> reply instanceof VaultReply.Ok ok
                        && ok.body().getValue("data") instanceof JsonObject data
                        && data.getValue("running_plugin_version") instanceof String version
                        && version.endsWith(".bao"));
    }
}
