import { randomUUID } from 'node:crypto'
import { PRICES } from '../domain/catalogue.ts'
import type { OrderBook } from '../service/read-order-book.ts'
import { type Html, html } from './html.ts'

/** Makes the page of the order book. `said` is the answer to the last command, or an empty text. */
export const pageOf = ({ orders, totals, stock }: OrderBook, said: string): string =>
  html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>Orders</title>
      <style>
        ${STYLE}
      </style>
      <h1>Orders</h1>
      <p role="status">${said}</p>
      ${tableOf(['order', 'customer', 'product', '', 'total', 'state', 'next'], orders.map(orderRow))}
      <h2>Place an order</h2>
      ${placeForm()}
      <h2>By customer and state</h2>
      ${tableOf(['customer', 'state', 'orders', 'total'], totals.map(totalRow))}
      <h2>Stock</h2>
      ${tableOf(['product', 'available'], stock.map(stockRow))}
    </html>`.text

const STYLE = [
  'body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }',
  'table { border-collapse: collapse; width: 100% }',
  'th, td { text-align: left; padding: 0.3rem 0.6rem; border-bottom: 1px solid #ddd }',
  '.n { text-align: right }',
].join(' ')

type Row<Name extends keyof OrderBook> = OrderBook[Name][number]

const orderRow = (order: Row<'orders'>): Html =>
  html`<tr>
    <td>${order.id}</td>
    <td>${order.customer}</td>
    <td>${order.product}</td>
    <td class="n">${order.quantity}</td>
    <td class="n">${euros(order.cents)}</td>
    <td>${order.state} ${order.note.replaceAll('_', ' ')}</td>
    <td>${nextForm(order)}</td>
  </tr>`

const totalRow = ({ customer, state, orders, cents }: Row<'totals'>): Html =>
  html`<tr>
    <td>${customer}</td>
    <td>${state}</td>
    <td class="n">${orders}</td>
    <td class="n">${euros(cents)}</td>
  </tr>`

const stockRow = ({ product, available }: Row<'stock'>): Html =>
  html`<tr>
    <td>${product}</td>
    <td class="n">${available}</td>
  </tr>`

const tableOf = (columns: readonly string[], rows: readonly Html[]): Html =>
  html`<table>
    <thead>
      <tr>
        ${columns.map((column) => html`<th>${column}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`

/** What can be done next with an order in a state. The decider decides; this only says which buttons make sense. */
const NEXT: { readonly [state: string]: readonly string[] } = {
  placed: ['cancel'],
  confirmed: ['pay', 'cancel'],
  paid: ['ship', 'cancel'],
}

const nextForm = ({ id, state }: Row<'orders'>): Html =>
  html`<form method="post">
    ${idFields(id)} ${hidden('carrier', 'bike')} ${hidden('because', 'by_customer')}
    ${(NEXT[state] ?? []).map((word) => html`<button name="do" value="${word}">${word}</button> `)}
  </form>`

const placeForm = (): Html =>
  html`<form method="post">
    ${idFields(randomUUID().slice(0, 8))}
    <input name="customer" placeholder="customer" required maxlength="100" />
    <select name="product">
      ${Object.keys(PRICES).map((product) => html`<option>${product}</option>`)}
    </select>
    <input name="quantity" type="number" min="1" max="1000" value="1" />
    <button name="do" value="place">place</button>
  </form>`

/** The order, and a token for the id of the command: a form that is sent twice is a command that is repeated. */
const idFields = (order: string): readonly Html[] => [hidden('order', order), hidden('token', randomUUID())]

const hidden = (name: string, value: string): Html => html`<input type="hidden" name="${name}" value="${value}" />`

const euros = (cents: number): string => `${(cents / 100).toFixed(2)} €`
