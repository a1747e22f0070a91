import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  AuthorizationError,
  ClosedConnectionError,
  ConnectionError,
  DrainingConnectionError,
  InvalidArgumentError,
  InvalidSubjectError,
  NoRespondersError,
  PermissionViolationError,
  ProtocolError,
  RequestError,
  TimeoutError,
  UserAuthenticationExpiredError,
} from '@nats-io/transport-node'
import { EventStore, type EventStoreFailure } from 'tenon'
import { failures, refused, thrown } from '../../../src/service/nats/failure.ts'

const PLACE = 'JetStream stream orders'

/** Every code that may answer an append, a read or a request to make a stream, by failure. */
const CODES: { readonly [Word in EventStoreFailure]?: readonly number[] } = {
  not_found: [10059],
  unavailable: [
    10005, 10008, 10009, 10012, 10014, 10049, 10063, 10069, 10118, 10119, 10123, 10124, 10163, 10194, 10195, 10226,
  ],
  busy: [10158, 10167, 10200, 10210],
  full: [10002, 10023, 10026, 10027, 10028, 10047, 10077, 10113, 10122],
  too_large: [10054, 10097, 10199],
  misconfigured: [
    10006, 10007, 10010, 10013, 10025, 10039, 10052, 10055, 10056, 10058, 10060, 10061, 10065, 10070, 10074, 10076,
    10084, 10093, 10098, 10099, 10100, 10101, 10109, 10111, 10120, 10121, 10128, 10136, 10137, 10138, 10139, 10148,
    10149, 10153, 10157, 10165, 10166, 10185, 10193,
  ],
}

describe('What a server refuses', () => {
  for (const [failure, codes] of Object.entries(CODES)) {
    test(`is ${failure} for ${codes.length} codes, and nothing was done`, () => {
      for (const code of codes) {
        const failed = refused({ code: 400, err_code: code, description: 'its own words' }, 'append', PLACE)
        assert.deepEqual([code, failed.failure, failed.effect], [code, failure, 'none'])
        assert.deepEqual(failed.evidence, { technology: 'nats', code: String(code), message: 'its own words' })
        assert.match(failed.says, /^append: .*JetStream stream orders/)
      }
    })
  }

  test('without a code of its own is mapped by its status', () => {
    for (const [code, failure, effect] of [
      [503, 'unavailable', 'none'],
      [429, 'busy', 'none'],
      [400, 'unclassified', 'unknown'],
    ] as const) {
      const failed = refused({ code, err_code: 0, description: 'raft' }, 'append', PLACE)
      assert.deepEqual([failed.failure, failed.effect, failed.evidence?.code], [failure, effect, String(code)])
    }
  })

  test('with an unknown code is unclassified, effect unknown', () => {
    const failed = refused({ code: 503, err_code: 99_999, description: 'new' }, 'append', PLACE)
    assert.deepEqual([failed.failure, failed.effect], ['unclassified', 'unknown'])
    assert.match(failed.says, /Please report its evidence/)
  })

  test('is never a failure that the binding does not claim, or an effect that it cannot have', () => {
    for (let code = 10_000; code < 10_300; code += 1) {
      const { failure, effect } = refused({ code: 400, err_code: code, description: '' }, 'append', PLACE)
      assert.ok(failures.some((claimed) => claimed === failure))
      assert.ok(EventStore.failures[failure].effects.some((possible) => possible === effect))
    }
  })
})

/** Makes an error of the system or of OpenSSL. */
const coded = (code: string): Error => Object.assign(new Error('its own words'), { code })

describe('What the client throws', () => {
  for (const [error, failure, code] of [
    [new TimeoutError(), 'timeout', 'TimeoutError'],
    [new ConnectionError('refused', { cause: coded('ECONNREFUSED') }), 'connection_lost', 'ECONNREFUSED'],
    [new ConnectionError('broken'), 'connection_lost', 'ConnectionError'],
    [new ClosedConnectionError(), 'connection_lost', 'ClosedConnectionError'],
    [new DrainingConnectionError(), 'connection_lost', 'DrainingConnectionError'],
    [new RequestError('connection closed'), 'connection_lost', 'RequestError'],
    [new ProtocolError('maximum connections exceeded'), 'connection_lost', 'ProtocolError'],
    [new AuthorizationError('Authorization Violation'), 'unauthenticated', 'AuthorizationError'],
    [new UserAuthenticationExpiredError('expired'), 'unauthenticated', 'UserAuthenticationExpiredError'],
    [
      new RequestError('no', { cause: new PermissionViolationError('no', 'publish', 'a') }),
      'permission_denied',
      'PermissionViolationError',
    ],
    [new InvalidArgumentError('tls'), 'misconfigured', 'InvalidArgumentError'],
    [new InvalidSubjectError('a b'), 'misconfigured', 'InvalidSubjectError'],
    [coded('ENOTFOUND'), 'connection_lost', 'ENOTFOUND'],
    [coded('EMFILE'), 'unavailable', 'EMFILE'],
    [coded('CERT_NOT_YET_VALID'), 'misconfigured', 'CERT_NOT_YET_VALID'],
    [coded('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), 'misconfigured', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
    [coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), 'misconfigured', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'],
    [new Error('unexpected response from server'), 'misconfigured', 'unexpected response from server'],
    [new NoRespondersError('a'), 'unclassified', 'NoResponders'],
    [new Error('something else'), 'unclassified', 'Error'],
    [new RangeError('something else'), 'unclassified', 'RangeError'],
    ['a text', 'unclassified', 'string'],
    [undefined, 'unclassified', 'undefined'],
  ] as const) {
    test(`is ${failure} for ${code}`, () => {
      const failed = thrown(error, 'open', PLACE)
      assert.deepEqual([failed.failure, failed.evidence?.code], [failure, code])
      assert.equal(failed.effect, failure === 'unclassified' ? 'unknown' : 'none')
      assert.match(failed.says, /^open: .*JetStream stream orders/)
    })
  }
})
