// A classic script in the head, so that the chosen theme is there before anything is painted.
try {
  const theme = JSON.parse(localStorage.getItem('hopline.theme') ?? 'null')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is forbidden: the system's theme holds.
}
