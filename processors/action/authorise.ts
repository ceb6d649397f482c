import type { Action, Author } from '../../schemas/index.ts'

/** What a message asks for, before anybody decided about it. */
export type Request = Pick<Action, 'name' | 'parameters'>

export type Decision = {
  readonly decision: 'allow' | 'ask' | 'deny'
  /** A clause that goes on after the action's name: why, and who can change it. */
  readonly reason: string
}

/** Whether `author` may have `action` done in `tenant`: known from the channel's identity, never from text. */
export type Authorise = (action: Request, author: Author, tenant: string) => Decision

/** What holds while no policy is configured: nothing is allowed to anybody. */
export const denyByDefault: Authorise = () => ({
  decision: 'deny',
  reason: 'no policy file is configured; an operator can add one that allows it',
})
