/** The beginning of a URL, or of a name like one, that identifies a technology. */
export interface Scheme {
  readonly technology: string
  readonly begins: RegExp
}

/**
 * The schemes of technologies; each means nothing else. Schemes of general protocols are not among them: `http`, `ws`,
 * `ftp`, `smtp`, `ldap`, `tcp`, `tls`, `file`, `urn`. Most require the two slashes, because other texts may begin with
 * `redis:` or `s3:`.
 */
export const schemes: readonly Scheme[] = Object.freeze([
  { technology: 'NATS', begins: /^nats:\/\//i },
  { technology: 'SQLite', begins: /^(?:(?:sqlite3?|libsql):\/\/|sqlite3?:(?::memory:|\.{0,2}\/))/i },
  { technology: 'AWS', begins: /^(?:arn:aws(?:-[a-z-]+)?:|(?:s3[an]?|sqs|dynamodb):\/\/)/i },
  { technology: 'PostgreSQL', begins: /^postgres(?:ql)?(?:\+\w+)?:\/\//i },
  { technology: 'MySQL', begins: /^(?:mysqlx?|mariadb)(?:\+\w+)?:\/\//i },
  { technology: 'SQL Server', begins: /^(?:mssql|sqlserver):\/\//i },
  { technology: 'Oracle Database', begins: /^oracle(?:db)?:\/\//i },
  { technology: 'CockroachDB', begins: /^cockroach(?:db)?:\/\//i },
  { technology: 'ClickHouse', begins: /^clickhouse:\/\//i },
  { technology: 'DuckDB', begins: /^duckdb:(?:\/\/|:memory:)/i },
  { technology: 'JDBC', begins: /^jdbc:[a-z][\w-]*:/i },
  { technology: 'MongoDB', begins: /^mongodb(?:\+srv)?:\/\//i },
  { technology: 'CouchDB', begins: /^couchdb:\/\//i },
  { technology: 'Cassandra', begins: /^(?:cassandra|scylladb):\/\//i },
  { technology: 'Neo4j', begins: /^(?:neo4j|bolt)(?:\+ssc?)?:\/\//i },
  { technology: 'Redis', begins: /^(?:rediss?|valkeys?)(?:\+\w+)?:\/\//i },
  { technology: 'Memcached', begins: /^memcached?:\/\//i },
  { technology: 'Elasticsearch', begins: /^elasticsearch:\/\//i },
  { technology: 'InfluxDB', begins: /^influxdb:\/\//i },
  { technology: 'etcd', begins: /^etcd:\/\//i },
  { technology: 'Consul', begins: /^consul:\/\//i },
  { technology: 'ZooKeeper', begins: /^(?:zookeeper|zk):\/\//i },
  { technology: 'Kafka', begins: /^kafka(?:\+ssl)?:\/\//i },
  { technology: 'AMQP', begins: /^amqps?:\/\//i },
  { technology: 'MQTT', begins: /^mqtts?:\/\//i },
  { technology: 'Pulsar', begins: /^pulsar(?:\+ssl)?:\/\//i },
  { technology: 'KurrentDB', begins: /^(?:esdb|kurrentdb)(?:\+discover)?:\/\//i },
  { technology: 'Google Cloud', begins: /^gs:\/\//i },
  { technology: 'Azure', begins: /^(?:sb|wasbs?|abfss?):\/\//i },
  { technology: 'Hadoop', begins: /^hdfs:\/\//i },
])
