/** Questions that the knowledge which ships answers, by kind; the empty page offers them. */
export const examples = [
  {
    title: 'Production',
    questions: [
      'pods of checkout keep restarting with OOMKilled in prod, what do I do?',
      'certificate renewed but clients still see expired',
      'helm another operation in progress',
    ],
  },
  {
    title: 'Data stores',
    questions: ['elasticsearch cluster is red what do i do', 'consumer group rebalances all the time', 'pg_wal fills the disk'],
  },
  {
    title: 'Access, and Hopline itself',
    questions: ["lost my phone with the authenticator, can't log in", 'vpn keeps disconnecting every few mins', 'what is hopline'],
  },
]
