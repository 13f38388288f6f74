package dev.credence.provider.aws;

import dev.credence.caller.Caller;
import dev.credence.provider.CredentialDocuments;
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

    private final AwsEntitlements entitlements;
    private final boolean requireToken;
    private final RequestMeters.Endpoint containerMeters;
    private final RequestMeters.Endpoint processMeters;
    private final CredentialReader container;
    private final CredentialReader process;

    ContainerEndpoint(
            AwsEntitlements entitlements,
            boolean requireToken,
            RequestMeters meters,
            CredentialDocuments<AwsDocuments> documents) {
        this.entitlements = entitlements;
        this.requireToken = requireToken;
        this.containerMeters = meters.endpoint("container");
        this.processMeters = meters.endpoint("process");
        this.container = new CredentialReader(
                documents, AwsDocuments::container, ContainerAnswers::failure, true, containerMeters);
        this.process =
                new CredentialReader(documents, AwsDocuments::process, ContainerAnswers::failure, true, processMeters);
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

    private void handle(Exchange exchange, String rest, CredentialReader reader, RequestMeters.Endpoint meters) {
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
        AwsGrants grants = entitlements.of(caller.get());
        // Without a name it is the caller's first, which only the container form has.
        boolean first = rest.isEmpty() && !isBelow(exchange.path(), PROCESS) && !grants.isEmpty();
        AwsGrants.Grant grant = first ? grants.grants().get(0) : named(grants, rest);
        if (grant == null) {
            refuse(exchange, caller.get(), rest, meters);
        } else {
            reader.answer(exchange, caller.get(), grant);
        }
    }

    /** Who asks: whom the token proves, or whom the address tells where no token is asked for. */
    private Optional<Caller> caller(Exchange exchange) {
        String token = exchange.header(HttpHeaders.AUTHORIZATION);
        Optional<Caller> proven = token == null ? Optional.empty() : exchange.callerByToken(token);
        return proven.isPresent() || requireToken ? proven : Optional.of(exchange.caller());
    }

    private static AwsGrants.@Nullable Grant named(AwsGrants grants, String rest) {
        return rest.isEmpty() ? null : grants.named(rest.substring(1));
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
        container
                .documents()
                .audit()
                .refused(caller, entitlements.exists(name) ? name : "", reason, exchange.requestId());
    }

    private static String nameIn(String rest) {
        return rest.isEmpty() ? "" : rest.substring(1);
    }

    private Document answerTo(String name, Caller caller) {
        if (name.isEmpty() && entitlements.of(caller).isEmpty()) {
            return ContainerAnswers.NOT_ENTITLED;
        }
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            return ContainerAnswers.MALFORMED;
        }
        return entitlements.exists(name) ? ContainerAnswers.NOT_ENTITLED : ContainerAnswers.UNKNOWN;
    }

    private static boolean isBelow(String path, String directory) {
        return path.startsWith(directory)
                && (path.length() == directory.length() || path.charAt(directory.length()) == '/');
    }
}
