import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startApplication } from './app/start-application.ts';

const place = document.getElementById('root');
if (!place) throw new Error('index.html has no #root');

// The link to the host is made before anything renders: the desktop hands its port over only once.
const application = startApplication(window);
createRoot(place).render(<App application={application} />);
