import { objectIn } from '../../connection/jetstream-api.ts'
import type { Reply } from '../../connection/waiting-requests.ts'

/** Returns the sequence at which a server says it stored a message. Returns nothing for any other reply. */
export const acknowledgedIn = ({ message }: Reply, jetStream: string): number | undefined => {
  const ack = objectIn(message.data)
  if (ack === undefined || ack.error !== undefined || ack.duplicate === true) return undefined
  const { stream, seq } = ack
  return stream === jetStream && typeof seq === 'number' && seq > 0 ? seq : undefined
}
