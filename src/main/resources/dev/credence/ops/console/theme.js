// Before anything is drawn, so that nothing flashes. A choice of colours is all that is ever stored.
try {
  const chosen = localStorage.getItem('credence.theme');
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
} catch {
  // Storage is off: the system's colours it is.
}
