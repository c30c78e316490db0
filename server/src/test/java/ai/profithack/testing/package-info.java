/// What several tests share: a real PostgreSQL and a server on it.
package ai.profithack.testing;
