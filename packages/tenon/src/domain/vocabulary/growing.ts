/** Tells when what a store keeps grows. */
export interface Growing {
  /** How often growth was noticed. */
  readonly growths: number
  /** Resolves when `growths` exceeds `than`, or when the signal fires. It never rejects. */
  grown(than: number, signal: AbortSignal): Promise<void>
}
