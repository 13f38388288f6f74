# The jar is built where a JDK and Maven are; what runs has neither.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml ./
COPY .mvn .mvn
COPY src src
RUN mvn -q -B -DskipTests package

FROM eclipse-temurin:25-jre
LABEL org.opencontainers.image.title="Credence" \
      org.opencontainers.image.description="Node-local credential gateway" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /src/target/credence.jar /opt/credence/credence.jar
# Nobody in particular: the gateway needs no file of its own and no privilege.
USER 65532:65532
EXPOSE 8169 8170
ENTRYPOINT ["java", "-Xmx64m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/credence/credence.jar"]
CMD ["serve", "-c", "/etc/credence"]
