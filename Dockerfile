# Three stages: the jar, all that is in the image (tools/image-root), and the image, which has no shell and no distribution.
# Whoever releases pins the bases by digest; ARGs: VERSION, REVISION and SOURCE for the labels.
FROM maven:3.9-eclipse-temurin-17 AS jar
WORKDIR /src
COPY pom.xml LICENSE NOTICE ./
COPY .mvn .mvn
COPY src src
RUN mvn -q -B -ntp -Dmaven.test.skip=true package

FROM eclipse-temurin:25-jdk AS root
WORKDIR /build
COPY --from=jar /src/target/credence.jar credence.jar
COPY bin/credence bin/credence
COPY tools/image-root tools/image-root
RUN tools/image-root credence.jar /image

FROM scratch
ARG VERSION="" REVISION="" SOURCE=""
LABEL org.opencontainers.image.title="Credence" \
      org.opencontainers.image.description="Node-local credential gateway: cloud SDKs get short-lived credentials from Vault" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}"
COPY --from=root /image /
# Nobody in particular: the gateway needs no file of its own and no privilege.
USER 65532:65532
EXPOSE 8169 8170
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["/opt/credence/runtime/bin/java", "@/opt/credence/process.options", "-jar", "/opt/credence/credence.jar", "status"]
ENTRYPOINT ["/opt/credence/runtime/bin/java", "@/opt/credence/serve.options", "-jar", "/opt/credence/credence.jar"]
CMD ["serve", "-c", "/etc/credence"]
