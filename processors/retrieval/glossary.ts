/**
 * Words of operations in German, Spanish and French and what English runbooks call them. The encoder was trained on English, and words are all
 * that a question in another language shares with a document; a few hundred of them carry most of what such questions are about.
 */
import { stem } from './stem.ts'

type Language = { function: string; words: string }

/** Written without marks, as `fold` leaves them. `function`: words that say only that a text is in this language. */
const languages: readonly Language[] = [
  {
    function:
      'der die das den dem des ein eine einen einem einer eines und oder aber ist sind war wird werden wurde hat habe haben kann konnen muss mussen soll wie was wo wer wann ' +
      'warum wieso welche welcher welches ich wir ihr sie es er mein meine unser unsere nicht kein keine mehr mit von vom zu zum zur bei beim im am an auf aus fur uber unter ' +
      'nach vor seit bis durch ohne gegen um noch schon jetzt heute gestern immer wieder nur auch so dass wenn weil obwohl man mal bitte hallo danke gibt geht tun machen mache ' +
      'lasst sich uns mir mich dir hier dort alle alles einfach gerade wegen bekommt bekomme bleibt steht weg dran los',
    words:
      'finde:find finden:find absturz:crash abgesturzt:crash sturzt:crash abgelaufen:expired abgelaufenes:expired ablauf:expiration lauft:running abgebrochen:aborted abhangig:depends abmelden:logout ' +
      'aktualisieren:update aktualisierung:update alarm:alert alarme:alert alte:old alten:old alter:old anfrage:request,query anfragen:request,query anmelden:login anmeldung:login anschlag:max ' +
      'antwort:response antwortet:respond antworten:respond anwendung:application ausfall:outage,down ausgefallen:down,failed auslastung:usage,load ausrollen:rollout austauschen:replace ' +
      'bandbreite:bandwidth befehl:command beenden:stop,terminate behalten:keep beheben:fix benachrichtigung:notification benachrichtigungen:notification benutzer:user berechtigung:permission ' +
      'berechtigungen:permission bereit:ready bereitstellung:deployment betrieb:operation bleibt:stuck daten:data datei:file dateien:file dateisystem:filesystem datenbank:database ' +
      'datentrager:disk deaktivieren:disable dienst:service dienste:service drucker:printer drosselt:throttle gedrosselt:throttled drosselung:throttling einloggen:login einrichten:setup ' +
      'einstellung:setting einstellungen:setting entfernen:remove erhohen:increase,raise ereignis:event erneuern:renew erneuert:renew erneuerung:renewal erreichbar:reachable nicht-erreichbar:unreachable ' +
      'unerreichbar:unreachable erstellen:create fahrt:start fehler:error,failure fehlgeschlagen:failed fehlschlag:failure fehlt:missing fehlen:missing festplatte:disk freigeben:free,release funktioniert:work ' +
      'gefullt:full gerat:device geloscht:deleted gesperrt:locked gestoppt:stopped gestorben:dead getotet:killed grenze:limit grund:reason ursache:cause hangt:stuck,hang hangen:stuck,hang ' +
      'hangengeblieben:stuck haufig:frequent herunterfahren:shutdown hochfahren:start kaputt:broken,failure kennwort:password knoten:node knotens:node konfiguration:configuration konfigurieren:configure konto:account ' +
      'langsam:slow langsame:slow lange:long last:load laufwerk:volume,disk leeren:empty,clean leer:empty leistung:performance lesen:read loschen:delete losung:solution,fix meldung:message,alert messwerte:metric metriken:metric ' +
      'nachricht:message nachrichten:message netz:network netzwerk:network neustart:restart neustarten:restart neugestartet:restarted offnen:open partition:partition passwort:password platte:disk platten:disk ' +
      'platz:space speicherplatz:space,disk protokoll:log protokolle:log prozess:process prozesse:process prufen:check rechte:permission rechner:computer,host reicht:enough ruckgangig:undo,rollback zuruckrollen:rollback ' +
      'schreiben:write schlussel:key schlecht:bad schwelle:threshold server:server sicherung:backup sichern:backup sperre:lock speicher:memory,storage starten:start startet:start steigt:grow,increase stirbt:die,crash ' +
      'storung:incident,outage synchron:synchronising,sync synchronisiert:synchronising,sync tauschen:replace test:test uberlastet:overload uberlauf:overflow ubertragung:transfer,transmit uberprufen:check uhr:clock,time uhrzeit:time,clock ' +
      'umgebung:environment unterbrochen:interrupted verbindung:connection verbindungen:connection verbinden:connect verbraucht:usage verbrauch:usage verloren:lost verschieben:move verteilung:distribution verweigert:denied ' +
      'verzogerung:lag,delay voll:full vollgelaufen:full vergroßern:resize,increase vergrossern:resize,increase wachst:grow wahlt:elect wahl:election warnung:warning warten:wait wartet:wait wartung:maintenance warteschlange:queue wiederherstellen:restore ' +
      'wiederherstellung:recovery,restore wechselt:flapping,change zahl:number zeit:time zeituberschreitung:timeout zertifikat:certificate zertifikate:certificate zertifikats:certificate ziel:target ziele:target zugang:access zugriff:access ' +
      'zustand:state zuverlassig:reliable zweite:second instanz:instance instanzen:instance fuhrung:leader anfuhrer:leader',
  },
  {
    function:
      'el la los las un una unos unas y o pero es son esta estan fue ser hay tiene tengo tenemos hemos ha he han puedo podemos puede como que cual cuales donde quien cuando por porque para con ' +
      'sin del al en de se me mi nos nuestro nuestra su sus no ni mas muy ya todavia ahora hoy ayer siempre solo tambien si lo le les este esto ese eso estos hola gracias favor hago hacer hace debo ' +
      'desde hasta entre sobre va todo todos todas otra otro cada tras',
    words:
      'acceder:access acceso:access actualizar:update,upgrade actualizacion:update,upgrade agotado:exhausted,full agotada:exhausted alerta:alert alertas:alert almacenamiento:storage ampliar:resize,expand aplicacion:application archivo:file ' +
      'archivos:file apagado:down apagar:stop,shutdown arrancar:start arranca:start aumentar:increase autenticacion:authentication base:database bloqueado:locked,blocked bloqueada:locked bloqueo:lock borrar:delete cae:crash,down caida:down,outage ' +
      'caido:down caidos:down cambiar:change certificado:certificate certificados:certificate caducado:expired caduca:expire vencido:expired clave:key,password cola:queue conectar:connect conexion:connection conexiones:connection ' +
      'configuracion:configuration configurar:configure consulta:query consultas:query contenedor:container contraseña:password contrasena:password copia:backup correo:mail crece:grow cuenta:account cuota:quota datos:data demora:delay ' +
      'desplegar:deploy despliegue:deployment,rollout detenido:stopped disco:disk discos:disk encuentra:find entorno:environment enviar:send error:error errores:error escalar:scale escribir:write espacio:space esperando:waiting estado:state ' +
      'fallan:fail falla:fail fallo:failure fallando:failing falta:missing fichero:file ficheros:file funciona:work grupo:group imagen:image impresora:printer inalcanzable:unreachable iniciar:start sesion:session inicio:start instancia:instance ' +
      'instancias:instance interrumpido:interrupted latencia:latency lenta:slow lento:slow lentas:slow leer:read libre:free liberar:free lider:leader limite:limit limpiar:clean lleno:full llena:full lleva:take llenando:filling llego:reached mantenimiento:maintenance maquina:machine,host ' +
      'matar:kill memoria:memory mensaje:message mensajes:message metricas:metric muerto:dead muere:crash,die nodo:node nodos:node notificacion:notification notificaciones:notification nube:cloud ordenador:computer parado:stopped particion:partition ' +
      'particiones:partition pendiente:pending pendientes:pending perdido:lost perder:lose permiso:permission permisos:permission proceso:process puerto:port quedado:stuck red:network reiniciar:restart reinicia:restart reinicio:restart renovar:renew replica:replica replicas:replica ' +
      'respaldo:backup responde:respond responder:respond respuesta:response restaurar:restore retraso:lag,delay revertir:rollback,undo reloj:clock rota:broken roto:broken saturado:overload,saturation servicio:service servicios:service servidor:server sincronizado:synchronising,sync ' +
      'subir:increase,upload suspendido:suspended tarda:slow,long tarea:job,task terminar:complete,finish termina:complete,finish tiempo:time trabajo:job usuario:user usuarios:user vacia:empty vaciar:empty ver:see verificar:check volumen:volume volumenes:volume colgado:stuck,hang atascado:stuck expira:expire',
  },
  {
    function:
      'le la les un une des du de d l et ou mais est sont etait a ont ai avons j je tu il elle on nous vous ils mon ma mes notre nos votre ce cet cette ces qui que quoi quel quelle comment pourquoi quand ' +
      'pour par avec sans sur sous dans en au aux ne pas n plus tres deja encore depuis jusqu entre vers se s si y c qu tout tous toute toutes peut peux pouvons faut doit dois faire fait fais bonjour merci svp ' +
      'presque toujours maintenant hier aujourd hui aussi meme rien va vont',
    words:
      'acces:access alerte:alert alertes:alert application:application arrete:stopped arreter:stop attente:waiting,pending augmenter:increase authentification:authentication bascule:failover,flapping base:database bloque:blocked,stuck bloquee:blocked,stuck blocage:lock ' +
      'casse:broken certificat:certificate certificats:certificate changer:change charge:load cle:key commande:command compte:account conteneur:container connexion:connection connexions:connection configuration:configuration configurer:configure delai:delay,timeout ' +
      'demarrage:start,startup demarrer:start demarre:start deploiement:deployment,rollout deployer:deploy depasse:exceeded depassement:exceeded deconnecte:disconnected disque:disk disques:disk donnees:data echec:failure echoue:fail echouent:fail ecrire:write ecriture:write envoyer:send ' +
      'environnement:environment erreur:error erreurs:error espace:space etat:state expire:expired expiree:expired file:queue fichier:file fichiers:file fonctionne:work heure:time,clock horloge:clock hote:host imprimante:printer injoignable:unreachable instance:instance journal:log journaux:log ' +
      'lecture:read lent:slow lente:slow lentes:slow lenteur:slow libre:free liberer:free limite:limit manquant:missing manque:missing marche:work memoire:memory message:message messages:message metriques:metric mise:update motdepasse:password mot:word passe:password noeud:node noeuds:node ' +
      'nettoyer:clean ordinateur:computer panne:outage,down,failure partition:partition perdu:lost perdre:lose permission:permission persistant:persistent plante:crash plantage:crash plein:full pleine:full port:port probleme:problem processus:process quota:quota redemarre:restart redemarrer:restart ' +
      'redemarrage:restart redemarrent:restart renouveler:renew renouvellement:renewal repond:respond reponse:response replique:replica repliques:replica requete:query,request requetes:query,request reseau:network restaurer:restore retard:lag,delay retour:rollback revenir:rollback sauvegarde:backup sature:overload,full ' +
      'sauvegarder:backup serveur:server serveurs:server service:service services:service stockage:storage supprimer:delete suppression:delete surcharge:overload synchronise:synchronising,sync tache:job,task temps:time tombe:down,crash tue:killed tuer:kill utilisateur:user utilisateurs:user verifier:check verrou:lock ' +
      'verrouille:locked verrouillee:locked vide:empty vider:empty version:version volume:volume volumes:volume agrandir:resize,expand remplir:fill remplit:filling',
  },
]

const glossaries = languages.map(({ function: words, words: pairs }) => ({
  function: new Set(words.split(' ')),
  english: new Map(
    pairs.split(' ').map((pair) => {
      const [foreign = '', english = ''] = pair.split(':')
      return [foreign, english.split(',').map(stem)] as const
    }),
  ),
}))

/**
 * What the words of a text mean in English, or null where the text is English already. It is in another language where more of its words are
 * function words of that language than of English, and a third of them are known. A function word means nothing.
 * @param words lower case, without marks
 * @param english function words of English
 */
export const translate = (words: readonly string[], english: ReadonlySet<string>): ((word: string) => readonly string[] | null) | null => {
  const own = words.filter((word) => english.has(word)).length
  const counted = glossaries.map((glossary) => {
    const functions = words.filter((word) => glossary.function.has(word) && !english.has(word)).length
    return { glossary, functions, known: functions + words.filter((word) => glossary.english.has(word)).length }
  })
  const { glossary, functions, known } = counted.sort((a, b) => b.known - a.known)[0]!
  if (functions === 0 || functions < own || known < 2 || known * 3 < words.length) return null
  return (word) => (glossary.function.has(word) ? [] : (glossary.english.get(word) ?? null))
}
