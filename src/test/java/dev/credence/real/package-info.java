/**
 * The suite with real parts: unmodified SDKs and k6 in front, the gateway as a process of its own, HashiCorp Vault and moto
 * behind.
 *
 * <p>{@code mvn verify -Preal} runs it after {@code tools/install}. {@link dev.credence.real.Rig} holds the parts of one
 * test; each test starts its own on free ports of the loopback interface, so that suites may run side by side, and nothing
 * here talks to any other address. What is missing fails a test; nothing is skipped.
 */
package dev.credence.real;
