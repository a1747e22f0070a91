import type { Technology } from './technology.ts'

/** The words of a text. */
const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/**
 * The technologies that every check knows, even if the project lists none of their packages. Each word must mean
 * nothing else: `s3_key` but not `key`, `workqueue` but not `queue`. Vocabulary is written as running text, because a
 * domain file must not state single words of a technology's configuration, and this is a domain file of a checked
 * project too.
 */
export const builtInTechnologies: readonly Technology[] = Object.freeze([
  {
    name: 'NATS',
    packages: ['@nats-io/*', 'nats', 'nats.ws', 'ts-nats'],
    tokens: ['nats', 'jetstream', 'jet_stream_client', 'jet_stream_config', 'jet_stream_manager', 'jet_stream_message'],
    vocabulary: words(`
      ack_wait allow_rollup_hdrs discard_new_per_subject durable_name idle_heartbeat last_per_subject
      max_ack_pending max_msgs_per_subject mirror_direct opt_start_seq opt_start_time reconnect_time_wait
      workqueue
    `),
  },
  {
    name: 'SQLite',
    packages: [
      'node:sqlite',
      'bun:sqlite',
      'better-sqlite3',
      'sqlite3',
      'sqlite',
      'sql.js',
      'expo-sqlite',
      'libsql',
      '@libsql/*',
      '@sqlite.org/*',
    ],
    tokens: ['sqlite', 'sq_lite', 'sqlite3', 'libsql', 'lib_sql'],
    vocabulary: words(`
      busy_timeout journal_mode journal_size_limit mmap_size sqlite_master sqlite_schema sqlite_sequence
      trusted_schema wal_autocheckpoint wal_checkpoint without_rowid
    `),
  },
  {
    name: 'AWS',
    packages: ['@aws-sdk/*', '@aws-lambda-powertools/*', '@smithy/*', 'aws-sdk', 'aws-lambda', 'aws-cdk-lib'],
    tokens: [
      'aws',
      'cloudwatch',
      'dynamo_client',
      'dynamo_db',
      'dynamo_table',
      'dynamodb',
      'ec2_instance',
      'elasticache',
      'kinesis_stream',
      's3_bucket',
      's3_client',
      's3_config',
      's3_key',
      's3_object',
      's3_uri',
      's3_url',
      'sns_topic',
      'sqs',
    ],
    vocabulary: words(`
      access_key_id bucket_arn bucket_owner_full_control dead_letter_target_arn expression_attribute_names
      expression_attribute_values force_path_style function_arn glacier_ir global_secondary_indexes
      key_condition_expression kms_key_id max_receive_count message_deduplication_id provisioned_throughput
      queue_arn read_capacity_units receive_message_wait_time_seconds redrive_policy role_arn role_session_name
      secret_access_key topic_arn visibility_timeout write_capacity_units
    `),
  },
])
