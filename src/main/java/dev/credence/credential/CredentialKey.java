package dev.credence.credential;

import dev.credence.telemetry.Cloud;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Names one credential completely: everything that shapes what a back end would issue is in it, so two requests share
 * a credential exactly when they would have been issued the same.
 *
 * <p>Immutable. The hash is computed once, because a hit looks its document up by this key.
 */
public final class CredentialKey {
    /** Parameter: the mount of the secrets engine. */
    public static final String MOUNT = "mount";
    /** Parameter: the role of the secrets engine. */
    public static final String ROLE = "role";
    /** Parameter: the ARN chosen among a role's ARNs. */
    public static final String ROLE_ARN = "role-arn";
    /** Parameter: the life asked for, in whole seconds. */
    public static final String TTL = "ttl";
    /** Parameter: the name of the session, as the audit trail of the cloud shows it. */
    public static final String SESSION_NAME = "session-name";
    /** Parameter: the caller whose own the credential is. */
    public static final String CALLER = "caller";
    /** Parameter: the kind of role, where an engine has several. */
    public static final String KIND = "kind";
    /** Parameter: what an Azure access token is for. */
    public static final String RESOURCE = "resource";
    /** Parameter: the directory (tenant) that an Azure access token is from. */
    public static final String TENANT = "tenant";
    /** Parameter: whom a Google ID token is for. */
    public static final String AUDIENCE = "audience";
    /** Parameter: how much a Google ID token tells, {@code standard} or {@code full}. */
    public static final String FORMAT = "format";
    /** Parameter: the address of a Google service account, where the back end may not tell it. */
    public static final String EMAIL = "email";

    /** Parameter: what the owner of a role asks strangers for. */
    public static final String EXTERNAL_ID = "external-id";
    /** Parameter: tags of the session, in a form that is the same for equal tags. */
    public static final String TAGS = "tags";
    /** Parameter: keys of the tags that are passed on to the next role. */
    public static final String TRANSITIVE_TAGS = "transitive-tags";
    /** Parameter: who is behind the session, through all roles. */
    public static final String SOURCE_IDENTITY = "source-identity";
    /** Parameter: the policy of the session. */
    public static final String POLICY = "policy";
    /** Parameter: the managed policies of the session. */
    public static final String POLICY_ARNS = "policy-arns";

    private final Cloud cloud;
    private final String credential;
    private final String backend;
    private final Map<String, String> parameters;
    private final @Nullable CredentialKey base;
    private final int hash;

    /**
     * @param cloud whose SDKs will read it
     * @param credential the name in the configuration
     * @param backend the name of the back end that issues it
     * @param parameters what the back end is asked for by the names above
     */
    public CredentialKey(Cloud cloud, String credential, String backend, Map<String, String> parameters) {
        this(cloud, credential, backend, parameters, null);
    }

    private CredentialKey(
            Cloud cloud,
            String credential,
            String backend,
            Map<String, String> parameters,
            @Nullable CredentialKey base) {
        this.cloud = cloud;
        this.credential = credential;
        this.backend = backend;
        this.parameters = Map.copyOf(parameters);
        this.base = base;
        this.hash = (((cloud.hashCode() * 31 + credential.hashCode()) * 31 + backend.hashCode()) * 31
                                + this.parameters.hashCode())
                        * 31
                + (base == null ? 0 : base.hash);
    }

    /**
     * The key of a credential that {@code backend} makes from the one that this key names, as an access token is made
     * from an application's password. As long as the derived one is held, this one is not idle.
     */
    public CredentialKey derive(String backend, Map<String, String> parameters) {
        return new CredentialKey(cloud, credential, backend, parameters, this);
    }

    public Cloud cloud() {
        return cloud;
    }

    public String credential() {
        return credential;
    }

    public String backend() {
        return backend;
    }

    public Map<String, String> parameters() {
        return parameters;
    }

    /** The key of the credential that this one is made from, if there is one. */
    public Optional<CredentialKey> base() {
        return Optional.ofNullable(base);
    }

    /**
     * What tells it from other keys of its credential, for people: the resource, the audience, or the role where it is
     * not one of a secrets engine, which has a single one for each credential; empty if nothing does.
     */
    public Optional<String> variant() {
        return parameters.containsKey(MOUNT) ? first(RESOURCE, AUDIENCE) : first(RESOURCE, AUDIENCE, ROLE_ARN, ROLE);
    }

    private Optional<String> first(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.ofNullable(parameters.get(name)))
                .findFirst();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof CredentialKey that
                        && hash == that.hash
                        && cloud == that.cloud
                        && credential.equals(that.credential)
                        && backend.equals(that.backend)
                        && parameters.equals(that.parameters)
                        && Objects.equals(base, that.base));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return cloud.label()
                + '/'
                + credential
                + '@'
                + backend
                + new TreeMap<>(parameters)
                + (base == null ? "" : " from " + base);
    }
}
