package dev.credence.provider.gcp;

import dev.credence.caller.Caller;
import dev.credence.config.GcpInstance;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.provider.AuditLog;
import dev.credence.provider.Document;
import dev.credence.provider.Exchange;
import dev.credence.provider.MetadataTree.Directory;
import dev.credence.provider.MetadataTree.Node;
import dev.credence.provider.Query;
import dev.credence.provider.gcp.MetadataPages.Page;
import dev.credence.provider.gcp.MetadataPages.Place;
import dev.credence.provider.gcp.ServiceAccounts.Profile;
import dev.credence.telemetry.RequestMeters;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Everything of the metadata server but tokens (wire contract 3.3 to 3.5). Answers from memory, but for what only an
 * access token tells: whose it is. Any thread.
 */
final class MetadataEndpoint {
    static final String ROOT = "/computeMetadata/v1";

    private static final String ACCOUNTS = "instance/service-accounts";
    private static final String UNIVERSE = "universe/universe-domain";
    /** gcloud's spelling of the same (core/universe_descriptor). */
    private static final String UNIVERSE_OF_GCLOUD = "universe/universe_domain";

    private final GcpInstance instance;
    private final ServiceAccounts accounts;
    private final AuditLog audit;
    private final TimeSource time;
    private final RequestMeters.Endpoint meters;
    /** What the callers of each rule see, those of no rule first. */
    private final AtomicReferenceArray<View> views;

    /** The pages made of what was known of a caller's accounts; good as long as that has not changed. */
    private record View(List<Profile> profiles, Optional<String> project, MetadataPages pages) {}

    MetadataEndpoint(
            GcpInstance instance,
            ServiceAccounts accounts,
            AuditLog audit,
            TimeSource time,
            RequestMeters.Endpoint meters) {
        this.instance = instance;
        this.accounts = accounts;
        this.audit = audit;
        this.time = time;
        this.meters = meters;
        this.views = new AtomicReferenceArray<>(accounts.rules() + 1);
    }

    /** Answers, now or when it has been learned whose the accounts are. */
    void answer(Exchange exchange) {
        String path = below(exchange);
        boolean recursive = exchange.query().isTrue("recursive");
        Caller caller = exchange.caller();
        List<ServiceAccount> missing = missing(caller, path, recursive);
        if (missing.isEmpty()) {
            show(exchange, path);
            return;
        }
        accounts.learn(missing, caller, exchange).onSuccess(failures -> {
            Outcome.Failure failure = decisive(failures, path, caller);
            if (failure == null) {
                show(exchange, path);
            } else {
                meters.refused(failure.code());
                exchange.answer(GcpAnswers.ERRORS.of(failure, time.instant()), meters);
            }
        });
    }

    /**
     * What tells whether the content that is asked for has changed.
     *
     * @return empty if there is nothing that could change; null if it cannot be said without asking a back end
     */
    @Nullable
    String etag(Exchange exchange) {
        String path = below(exchange);
        boolean recursive = exchange.query().isTrue("recursive");
        if (!missing(exchange.caller(), path, recursive).isEmpty()) {
            return null;
        }
        Page page = page(exchange, path);
        return page == null ? "" : page.etag();
    }

    private void show(Exchange exchange, String path) {
        Page page = page(exchange, path);
        if (page != null) {
            exchange.answer(page.document(), meters);
        } else if (!exchange.endsWithSlash() && node(exchange.caller(), path) instanceof Directory) {
            exchange.answer(redirect(exchange), meters);
        } else {
            refuseOthers(exchange, path);
            exchange.answer(GcpAnswers.page(404), meters);
        }
    }

    /** The page that is asked for; null if there is none, or none without the right slash at its end. */
    private @Nullable Page page(Exchange exchange, String path) {
        MetadataPages pages = view(exchange.caller()).pages();
        String canonical = canonical(exchange.caller(), path);
        Node node = pages.find(canonical);
        if (node == null) {
            return null;
        }
        Query query = exchange.query();
        boolean recursive = query.isTrue("recursive");
        boolean directory = node instanceof Directory;
        if (exchange.endsWithSlash() ? !directory : directory && !recursive) {
            return null;
        }
        String alt = query.value("alt");
        boolean json = "json".equals(alt) || (recursive && !"text".equals(alt));
        return pages.page(new Place(canonical, recursive, json), node);
    }

    private @Nullable Node node(Caller caller, String path) {
        return view(caller).pages().find(canonical(caller, path));
    }

    /** What the caller sees; made anew only when something else has become known of its accounts. */
    private View view(Caller caller) {
        List<Profile> profiles = accounts.profiles(caller);
        Optional<String> project = instance.value("project-id").or(() -> accounts.project(caller));
        View view = views.get(caller.rule() + 1);
        if (view == null || !view.profiles().equals(profiles) || !view.project().equals(project)) {
            view = new View(profiles, project, new MetadataPages(InstanceTree.of(instance, project, profiles)));
            views.set(caller.rule() + 1, view);
        }
        return view;
    }

    /** The accounts of which nothing is known yet and without which the request cannot be answered. */
    private List<ServiceAccount> missing(Caller caller, String path, boolean recursive) {
        List<ServiceAccount> missing = new ArrayList<>();
        if (path.equals(ACCOUNTS)
                || !account(path).isEmpty()
                || (recursive && (path.isEmpty() || path.equals("instance")))) {
            missing.addAll(missingAccounts(caller, path, recursive));
        }
        ServiceAccount first = accounts.find(caller, ServiceAccounts.DEFAULT);
        boolean ofProject =
                path.equals("project/project-id") || (recursive && (path.isEmpty() || path.equals("project")));
        if (ofProject
                && first != null
                && instance.value("project-id").isEmpty()
                && accounts.neverHeardOf(first)
                && !missing.contains(first)) {
            missing.add(first);
        }
        return missing;
    }

    private List<ServiceAccount> missingAccounts(Caller caller, String path, boolean recursive) {
        String name = account(path);
        if (name.isEmpty()) {
            // Which accounts there are, by their addresses; that there is such a directory is known.
            return accounts.unknown(caller);
        }
        ServiceAccount account = accounts.find(caller, name);
        if (account == null) {
            return accounts.unknown(caller);
        }
        boolean told = recursive || path.endsWith("/email") || path.endsWith("/scopes");
        return told && accounts.isUnknown(account) ? List.of(account) : List.of();
    }

    /**
     * The failure that leaves no honest answer. An account that the back end refuses is left out of a list; while it
     * cannot be reached, no list is complete.
     */
    private Outcome.@Nullable Failure decisive(
            Map<ServiceAccount, Outcome.Failure> failures, String path, Caller caller) {
        String name = account(path);
        if (!name.isEmpty() && !name.equals(ServiceAccounts.DEFAULT) && accounts.find(caller, name) != null) {
            return null;
        }
        ServiceAccount first = accounts.find(caller, ServiceAccounts.DEFAULT);
        boolean all = path.startsWith(ACCOUNTS)
                && failures.size() == accounts.of(caller).size();
        boolean single = name.equals(ServiceAccounts.DEFAULT) || path.startsWith("project");
        for (Map.Entry<ServiceAccount, Outcome.Failure> failure : failures.entrySet()) {
            boolean refusal = failure.getValue() instanceof Outcome.Refusal;
            if (!refusal || all || (single && failure.getKey().equals(first))) {
                return failure.getValue();
            }
        }
        return null;
    }

    /** An account that exists, but not for this caller: somebody may want to know that it was tried. */
    private void refuseOthers(Exchange exchange, String path) {
        String name = account(path);
        if (!name.isEmpty() && accounts.find(exchange.caller(), name) == null && accounts.isSomebodys(name)) {
            meters.refused("not_entitled");
            audit.refused(exchange.caller(), name, "not_entitled", exchange);
        }
    }

    /** The path as the tree has it: addresses of accounts are the same in upper and lower case. */
    private String canonical(Caller caller, String path) {
        if (path.equals(UNIVERSE_OF_GCLOUD)) {
            return UNIVERSE;
        }
        String name = account(path);
        if (name.isEmpty()) {
            return path;
        }
        String directory = accounts.profiles(caller).stream()
                .map(Profile::directory)
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElse(name);
        return ACCOUNTS + '/' + directory + path.substring(ACCOUNTS.length() + 1 + name.length());
    }

    /** The name of the account that the path is of; empty if it is of none. */
    private static String account(String path) {
        int start = ACCOUNTS.length() + 1;
        if (path.length() <= start || !path.startsWith(ACCOUNTS) || path.charAt(start - 1) != '/') {
            return "";
        }
        int end = path.indexOf('/', start);
        return path.substring(start, end < 0 ? path.length() : end);
    }

    private static String below(Exchange exchange) {
        String path = exchange.path();
        return path.substring(Math.min(path.length(), ROOT.length() + 1));
    }

    /** To the host that was asked, as Google does; to the path alone if that host would not be one in a header. */
    static Document redirect(Exchange exchange) {
        String host = exchange.header(HttpHeaders.HOST);
        boolean plain = host != null && host.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '/' && c != '\\');
        String directory = exchange.path() + '/';
        return GcpAnswers.redirect(plain ? exchange.scheme() + "://" + host + directory : directory, directory);
    }
}
