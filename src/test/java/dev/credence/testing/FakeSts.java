package dev.credence.testing;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** AWS STS and IAM as far as a {@link FakeWeb} plays them: every key may do everything, unless it is told otherwise. */
public final class FakeSts implements Function<FakeRequest, FakeReply> {
    public static final String ACCOUNT = "123456789012";

    private final Instant now;
    private final AtomicInteger issued = new AtomicInteger();
    private final Set<String> expired = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> longest = new ConcurrentHashMap<>();

    /**
     * @param now the beginning of all sessions
     */
    public FakeSts(Instant now) {
        this.now = now;
    }

    /** The session of that access key has ended. */
    public void expires(String accessKey) {
        expired.add(accessKey);
    }

    /** The longest session of that role, in seconds. */
    public void permits(String roleArn, int seconds) {
        longest.put(roleArn, seconds);
    }

    @Override
    public FakeReply apply(FakeRequest request) {
        Map<String, String> form = form(request);
        if (expired.contains(accessKey(request))) {
            return error(403, "ExpiredToken", "The security token included in the request is expired");
        }
        return switch (form.getOrDefault("Action", "")) {
            case "AssumeRole", "AssumeRoleWithWebIdentity" -> assumed(form);
            case "GetCallerIdentity" -> identity(accessKey(request));
            case "GetRole" -> role(form.getOrDefault("RoleName", ""), "team/" + form.get("RoleName"));
            default -> error(400, "InvalidAction", "Could not find operation");
        };
    }

    /** STS's form of an error. */
    public static FakeReply error(int status, String code, String message) {
        return xml(status, """
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>\
                <Code>%s</Code><Message>%s</Message></Error><RequestId>r-1</RequestId></ErrorResponse>
                """.formatted(code, message));
    }

    public static FakeReply xml(int status, String body) {
        return FakeReply.of(status, body).with("Content-Type", "text/xml");
    }

    /** What IAM says of a role. */
    public static FakeReply role(String name, String path) {
        return xml(200, """
                <GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role><Path>/</Path>\
                <RoleName>%s</RoleName><Arn>arn:aws:iam::%s:role/%s</Arn></Role></GetRoleResult></GetRoleResponse>
                """.formatted(name, ACCOUNT, path));
    }

    /** The fields of a request. */
    public static Map<String, String> form(FakeRequest request) {
        Map<String, String> form = new TreeMap<>();
        for (String field : request.body().split("&", -1)) {
            String[] parts = field.split("=", 2);
            form.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    /** Whose signature is on a request. */
    public static String accessKey(FakeRequest request) {
        return request.header("authorization").orElse("").replaceFirst("^.*Credential=([^/]*)/.*$", "$1");
    }

    private FakeReply assumed(Map<String, String> form) {
        String arn = form.getOrDefault("RoleArn", "");
        int seconds = Integer.parseInt(form.getOrDefault("DurationSeconds", "3600"));
        if (seconds > longest.getOrDefault(arn, Integer.MAX_VALUE)) {
            return error(
                    400,
                    "ValidationError",
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        int number = issued.incrementAndGet();
        String action = form.get("Action");
        return xml(200, """
                <%sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%sResult><Credentials>\
                <AccessKeyId>ASIAFAKE%d</AccessKeyId><SecretAccessKey>%s-secret-%d</SecretAccessKey>\
                <SessionToken>%s-token-%d</SessionToken><Expiration>%s</Expiration></Credentials><AssumedRoleUser>\
                <AssumedRoleId>AROA:x</AssumedRoleId><Arn>arn:aws:sts::%s:assumed-role/app/%s</Arn></AssumedRoleUser>\
                </%sResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></%sResponse>
                """.formatted(
                        action,
                        action,
                        number,
                        FakeVault.CANARY,
                        number,
                        FakeVault.CANARY,
                        number,
                        now.plusSeconds(seconds),
                        ACCOUNT,
                        form.get("RoleSessionName"),
                        action,
                        action));
    }

    private static FakeReply identity(String accessKey) {
        return xml(200, """
                <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>\
                <Arn>arn:aws:iam::%s:user/%s</Arn><UserId>AIDA</UserId><Account>%s</Account></GetCallerIdentityResult>\
                </GetCallerIdentityResponse>
                """.formatted(ACCOUNT, accessKey, ACCOUNT));
    }
}
