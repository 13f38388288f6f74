package dev.credence.push;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.vertx.core.buffer.Buffer;

/** Reads of an {@code ExportMetricsServiceResponse} how many data points were refused, and nothing else. */
final class OtlpAnswer {
    private OtlpAnswer() {}

    /** 0 if none were, or if it is no such answer: what was sent has been taken all the same. */
    static long rejected(Buffer body) {
        try {
            return ExportMetricsServiceResponse.parseFrom(body.getBytes())
                    .getPartialSuccess()
                    .getRejectedDataPoints();
        } catch (InvalidProtocolBufferException unreadable) {
            return 0;
        }
    }
}
