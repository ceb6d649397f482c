/** Questions that the knowledge which ships answers, by kind; the empty page offers them. */
export const examples = [
  {
    title: 'Production',
    questions: [
      'pods of checkout keep restarting with OOMKilled in prod, what do I do?',
      'no such host errors inside the cluster',
      'helm another operation in progress',
    ],
  },
  {
    title: 'Data stores',
    questions: ['elasticsearch cluster is red what do i do', 'consumer group rebalances all the time', 'pg_wal fills the disk'],
  },
  {
    title: 'Access, and Hopline itself',
    questions: [
      'new colleague starts monday, what do I order',
      'can hopline answer the same message twice',
      'how do i redrive dead letters',
    ],
  },
]
