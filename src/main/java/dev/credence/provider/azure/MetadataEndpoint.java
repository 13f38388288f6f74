package dev.credence.provider.azure;

import dev.credence.provider.Document;
import dev.credence.provider.Exchange;
import dev.credence.provider.Query;
import dev.credence.telemetry.RequestMeters;
import java.util.Set;

/** The metadata that come from the configuration (wire contract 4.3, 4.4). They ask no back end. Any thread. */
final class MetadataEndpoint {
    static final String ROOT = "/metadata";

    private static final String INSTANCE = ROOT + "/instance";
    private static final String VERSIONS = ROOT + "/versions";
    private static final String EVENTS = ROOT + "/scheduledevents";
    private static final Set<String> KNOWN_VERSIONS = Set.copyOf(ApiVersions.ALL);
    /** {@code yyyy-mm-dd} */
    private static final int DATE_LENGTH = 10;

    private final MachineMetadata machine;
    private final boolean scheduledEvents;
    private final RequestMeters.Endpoint meters;
    private final RequestMeters.Endpoint otherMeters;

    /**
     * @param scheduledEvents whether there is the document of events, which never has any
     * @param otherMeters of paths that there are not
     */
    MetadataEndpoint(
            MachineMetadata machine,
            boolean scheduledEvents,
            RequestMeters.Endpoint meters,
            RequestMeters.Endpoint otherMeters) {
        this.machine = machine;
        this.scheduledEvents = scheduledEvents;
        this.meters = meters;
        this.otherMeters = otherMeters;
    }

    void handle(Exchange exchange) {
        String path = exchange.path();
        boolean isInstance = AzureProvider.isBelow(path, INSTANCE);
        boolean isEvents = scheduledEvents && path.equals(EVENTS);
        RequestMeters.Endpoint own = isInstance || isEvents || path.equals(VERSIONS) ? meters : otherMeters;
        if (!TokenEndpoint.admits(exchange, own)) {
            return;
        }
        if (isInstance) {
            exchange.answer(instance(exchange, path.substring(Math.min(path.length(), INSTANCE.length() + 1))), own);
        } else if (isEvents) {
            exchange.answer(events(exchange.query()), own);
        } else {
            exchange.answer(path.equals(VERSIONS) ? MetadataAnswers.VERSIONS : MetadataAnswers.NOT_FOUND, own);
        }
    }

    private Document instance(Exchange exchange, String node) {
        Query query = exchange.query();
        if (query.isMalformed() || query.repeated() != null) {
            return MetadataAnswers.MALFORMED;
        }
        String version = query.value("api-version");
        if (version == null || !KNOWN_VERSIONS.contains(version)) {
            return MetadataAnswers.UNKNOWN_VERSION;
        }
        String format = query.value("format");
        if (format == null || format.equalsIgnoreCase("json")) {
            return machine.json(exchange.caller(), node);
        }
        return format.equalsIgnoreCase("text") ? machine.text(exchange.caller(), node) : MetadataAnswers.UNKNOWN_FORMAT;
    }

    /** Events have versions of their own, of which nothing here depends. */
    private static Document events(Query query) {
        if (query.isMalformed() || query.repeated() != null) {
            return MetadataAnswers.MALFORMED;
        }
        String version = query.value("api-version");
        return version == null || version.length() != DATE_LENGTH
                ? MetadataAnswers.UNKNOWN_VERSION
                : MetadataAnswers.NO_EVENTS;
    }
}
