/** The exit codes other than those of a store's failures. */
export const exits = Object.freeze({
  /** Everything went well. */
  well: 0,
  /**
   * The store gave an unsuccessful answer that is not a failure, such as a conflict or an absent stream; or an
   * examination found something wrong; or a rule or a law is broken.
   */
  finding: 1,
  /**
   * The command line, a config or a file is invalid; or the store grants less than is needed; or a check could not see
   * everything it should.
   */
  usage: 2,
  /** Ended by SIGINT, numbered as shells do it. */
  interrupted: 130,
  /** Ended by SIGTERM, numbered as shells do it. */
  terminated: 143,
} as const)
