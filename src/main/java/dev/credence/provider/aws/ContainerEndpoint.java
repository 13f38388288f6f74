package dev.credence.provider.aws;

import dev.credence.caller.Caller;
import dev.credence.credential.TimeSource;
import dev.credence.provider.AuditLog;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.CredentialReader;
import dev.credence.provider.Document;
import dev.credence.provider.Exchange;
import dev.credence.telemetry.RequestMeters;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Container credentials as the agents of ECS and EKS give them (wire contract 2), and the same in the form of
 * {@code credential_process}. Any thread.
 */
final class ContainerEndpoint {
    static final String CREDENTIALS = "/v1/credentials";
    static final String PROCESS = "/v1/process";

    private final AwsRoles roles;
    private final boolean requireToken;
    private final RequestMeters.Endpoint containerMeters;
    private final RequestMeters.Endpoint processMeters;
    private final AuditLog audit;
    private final CredentialReader<AwsDocuments> container;
    private final CredentialReader<AwsDocuments> process;

    ContainerEndpoint(
            AwsRoles roles,
            boolean requireToken,
            RequestMeters meters,
            CredentialDocuments<AwsDocuments> documents,
            TimeSource time) {
        this.roles = roles;
        this.requireToken = requireToken;
        this.containerMeters = meters.endpoint("container");
        this.processMeters = meters.endpoint("process");
        this.audit = documents.audit();
        this.container = new CredentialReader<>(
                documents, new AwsForm(AwsDocuments::container, true), ContainerAnswers.ERRORS, time, containerMeters);
        this.process = new CredentialReader<>(
                documents, new AwsForm(AwsDocuments::process, true), ContainerAnswers.ERRORS, time, processMeters);
    }

    static boolean owns(String path) {
        return isBelow(path, CREDENTIALS) || isBelow(path, PROCESS);
    }

    void handle(Exchange exchange) {
        String path = exchange.path();
        if (isBelow(path, PROCESS)) {
            handle(exchange, path.substring(PROCESS.length()), process, processMeters);
        } else {
            handle(exchange, path.substring(CREDENTIALS.length()), container, containerMeters);
        }
    }

    private void handle(
            Exchange exchange, String rest, CredentialReader<AwsDocuments> reader, RequestMeters.Endpoint meters) {
        if (!exchange.isRead()) {
            exchange.answer(ContainerAnswers.METHOD, meters);
            return;
        }
        Optional<Caller> caller = caller(exchange);
        if (caller.isEmpty()) {
            audit(exchange, exchange.caller(), rest, "no_token");
            exchange.answer(ContainerAnswers.NO_TOKEN, meters);
            return;
        }
        CallerRoles own = roles.of(caller.get());
        // Without a name it is the caller's first, which only the container form has.
        boolean first = rest.isEmpty() && !isBelow(exchange.path(), PROCESS);
        Found found = first ? own.first() : named(own, rest);
        if (found instanceof Found.Role role) {
            reader.answer(exchange, caller.get(), role.key());
        } else if (found instanceof Found.Refused refused) {
            reader.refuse(exchange, caller.get(), refused.credential(), refused.role(), refused.failure());
        } else if (found instanceof Found.NoRole none) {
            audit(exchange, caller.get(), "/" + none.credential(), "no_role");
            exchange.answer(ContainerAnswers.NO_ROLE, meters);
        } else {
            refuse(exchange, caller.get(), rest, meters);
        }
    }

    /** Who asks: whom the token proves, or whom the address tells where no token is asked for. */
    private Optional<Caller> caller(Exchange exchange) {
        String token = exchange.header(HttpHeaders.AUTHORIZATION);
        Optional<Caller> proven = token == null ? Optional.empty() : exchange.callerByToken(token);
        return proven.isPresent() || requireToken ? proven : Optional.of(exchange.caller());
    }

    private static @Nullable Found named(CallerRoles own, String rest) {
        return rest.isEmpty() ? null : own.named(rest.substring(1));
    }

    private void refuse(Exchange exchange, Caller caller, String rest, RequestMeters.Endpoint meters) {
        Document answer = answerTo(nameIn(rest), caller);
        if (answer == ContainerAnswers.NOT_ENTITLED) {
            audit(exchange, caller, rest, "not_entitled");
        }
        exchange.answer(answer, meters);
    }

    /** Only names of the configuration are logged: the path is whatever somebody likes to send. */
    private void audit(Exchange exchange, Caller caller, String rest, String reason) {
        String name = nameIn(rest);
        containerMeters.refused(reason);
        audit.refused(caller, roles.exists(name) ? name : "", reason, exchange);
    }

    private static String nameIn(String rest) {
        return rest.isEmpty() ? "" : rest.substring(1);
    }

    private Document answerTo(String name, Caller caller) {
        if (name.isEmpty() && !roles.serves(caller)) {
            return ContainerAnswers.NOT_ENTITLED;
        }
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            return ContainerAnswers.MALFORMED;
        }
        return roles.exists(name) ? ContainerAnswers.NOT_ENTITLED : ContainerAnswers.UNKNOWN;
    }

    private static boolean isBelow(String path, String directory) {
        return path.startsWith(directory)
                && (path.length() == directory.length() || path.charAt(directory.length()) == '/');
    }
}
